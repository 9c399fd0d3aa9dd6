package dev.crayfleet.poster.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import dev.crayfleet.poster.HostileRecord;
import dev.crayfleet.poster.rendering.DiscordAction;
import dev.crayfleet.poster.rendering.Post;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is to be done for hostile records; that it is done, {@code HostileRecordsIT} sees. */
class HostileReadingTest {
    private static final Codec CODEC = new Codec();
    private static final TaskId ID = new TaskId("t-1");

    static List<HostileInput> results() {
        return Corpus.of("results");
    }

    static List<HostileInput> events() {
        return Corpus.of("events");
    }

    @ParameterizedTest
    @MethodSource("results")
    void ofResults(HostileInput input) {
        RecordRenderer reading = RecordRenderer.results(CODEC);
        HostileRecord record = HostileRecord.of(input, ID, "1");
        RecordRenderer.Plan plan = reading.read(record.value());
        List<DiscordAction> actions = new ArrayList<>(plan.actions());
        if (plan.trouble() != null) {
            byte[] key = ID.value().getBytes(StandardCharsets.UTF_8);
            actions.add(reading.instead(key).orElseThrow());
        }
        check(record, plan, posts(actions));
    }

    @ParameterizedTest
    @MethodSource("events")
    void ofEvents(HostileInput input) {
        HostileRecord record = HostileRecord.of(input, ID, "1");
        RecordRenderer.Plan lines = RecordRenderer.workerPool(CODEC).read(record.value());
        RecordRenderer.Plan reactions = RecordRenderer.reactions(CODEC).read(record.value());
        assertThat(lines.trouble()).isEqualTo(reactions.trouble());
        check(record, lines, posts(lines.actions()));
    }

    private static void check(HostileRecord record, RecordRenderer.Plan plan, List<Post> posts) {
        String trouble = plan.trouble();
        record.answer("deadLetter")
                .ifPresentOrElse(
                        reason -> assertThat(trouble).contains(reason),
                        () -> assertThat(trouble).isNull());
        record.answer("posted")
                .ifPresent(
                        text -> assertThat(posts).anyMatch(post -> post.content().contains(text)));
        record.answer("posts")
                .ifPresent(count -> assertThat(posts).hasSize(Integer.parseInt(count)));
    }

    private static List<Post> posts(List<DiscordAction> actions) {
        return actions.stream()
                .filter(DiscordAction.Say.class::isInstance)
                .map(each -> ((DiscordAction.Say) each).post())
                .toList();
    }
}
