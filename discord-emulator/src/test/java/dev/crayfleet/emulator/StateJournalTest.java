package dev.crayfleet.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal's format, which data folders of earlier versions have. */
class StateJournalTest {
    @TempDir Path folder;

    /** One change of each type, and messages by a person, a bot, a webhook and an interaction. */
    private static List<String> golden() throws IOException {
        try (InputStream in = StateJournalTest.class.getResourceAsStream("journal.jsonl")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private Path write(List<String> lines) throws IOException {
        return Files.write(folder.resolve("journal.jsonl"), lines);
    }

    private static List<StateChange> read(Path path) throws IOException {
        List<StateChange> changes = new ArrayList<>();
        try (StateJournal journal = StateJournal.open(path, changes)) {
            return changes;
        }
    }

    private static List<JsonNode> trees(List<String> lines) throws IOException {
        List<JsonNode> trees = new ArrayList<>();
        for (String line : lines) {
            trees.add(JsonTrees.MAPPER.readTree(line));
        }
        return trees;
    }

    @Test
    void changesAreWrittenAsTheyWereRead() throws Exception {
        List<StateChange> changes = read(write(golden()));
        Path copy = folder.resolve("copy.jsonl");
        try (StateJournal journal = StateJournal.open(copy, new ArrayList<>())) {
            for (StateChange change : changes) {
                journal.append(change);
            }
        }
        assertThat(trees(Files.readAllLines(copy)))
                .isNotEmpty()
                .containsExactlyElementsOf(trees(golden()));
    }

    @Test
    void theGoldenFileHasEveryTypeOfChange() throws Exception {
        assertThat(read(write(golden())))
                .extracting(change -> (Object) change.getClass())
                .contains((Object[]) StateChange.class.getPermittedSubclasses());
    }

    @Test
    void aMessageKeepsItsAuthorBodyAndTimes() throws Exception {
        List<StoredMessage> messages =
                read(write(golden())).stream()
                        .filter(StateChange.MessageStored.class::isInstance)
                        .map(change -> ((StateChange.MessageStored) change).message())
                        .toList();
        StoredMessage edited =
                messages.stream().filter(message -> message.edited() != null).findFirst().get();
        assertThat(edited.body().content()).isEqualTo("two");
        assertThat(edited.edited()).isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
        assertThat(edited.nonce()).isEqualTo("n1");
        assertThat(edited.replyTo()).isEqualTo(messages.getFirst().id());
        assertThat(edited.body().files())
                .extracting(StoredFile::name)
                .containsExactly("RESULT.txt");
        assertThat(messages).extracting(message -> message.author().name()).contains("builder");
        StoredMessage answer = messages.getLast();
        assertThat(answer.author().application()).isEqualTo(answer.author().id());
    }

    @Test
    void anIncompleteLastLineIsCutOff() throws Exception {
        Path path = write(golden());
        long complete = Files.size(path);
        Files.writeString(path, "{\"type\":\"webhook-del", StandardOpenOption.APPEND);
        assertThat(read(path)).hasSize(golden().size());
        assertThat(path).hasSize(complete);
    }

    @Test
    void aCompleteLineThatIsNoChangeIsRefusedWithItsNumber() throws Exception {
        Path path = write(List.of(golden().getFirst(), "no JSON"));
        assertThatThrownBy(() -> read(path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2");
    }
}
