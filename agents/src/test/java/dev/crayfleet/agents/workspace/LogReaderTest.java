package dev.crayfleet.agents.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.crayfleet.agents.process.OutputLog;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.LogReader.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of a log that is being written, in real files. */
class LogReaderTest {
    private static final int MAX = 16 * 1024;

    @TempDir Path temporary;

    private final Secrets secrets = new Secrets();
    private Path task;
    private LogReader reader;

    @BeforeEach
    void open() throws IOException {
        // As Workspace knows it: where the folder really is.
        task = Files.createDirectories(temporary.toRealPath().resolve("tasks/a"));
        reader = new LogReader(new Workspace("agent-1-a", task, task, "shown"), secrets::mask);
    }

    private OutputLog log(long maxBytes) throws IOException {
        return new OutputLog(task.resolve(Workspace.LOG), maxBytes, secrets);
    }

    private static void print(OutputLog log, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        log.write(bytes, bytes.length);
    }

    @Test
    void nothingIsShownBeforeSomethingIsPrinted() throws IOException {
        assertThat(reader.read(null)).isEqualTo(new Part(0, 0, ""));
        try (OutputLog log = log(1_000_000)) {
            assertThat(reader.read(null)).isEqualTo(new Part(0, 0, ""));
            print(log, "one\n");
            assertThat(reader.read(0L)).isEqualTo(new Part(0, 4, "one\n"));
        }
    }

    /** Whoever opens a pipe to read it waits until somebody writes, which its agent need not. */
    @Test
    void aPipeInPlaceOfALogHoldsNobodyUp() throws Exception {
        Path pipe = task.resolve(Workspace.LOG);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        assertThat(reader.read(null)).isEqualTo(Part.NOTHING);
        // Put there after the look at it, and before it is opened.
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () ->
                        assertThatThrownBy(() -> SwappableFile.open(pipe))
                                .isInstanceOf(IOException.class));
    }

    /** As {@code grep --color} prints it. */
    @Test
    void aSecretIsMaskedAlsoWithColoursInIt() throws IOException {
        secrets.add("a-made-up-secret-word");
        try (OutputLog log = log(1_000_000)) {
            print(log, "it is a-made-\u001b[01;31mup\u001b[m-secret-word\n");
            assertThat(reader.read(null).text()).isEqualTo("it is ***\n");
        }
    }

    @Test
    void aLineIsShownOnceAndWhenItIsWhole() throws IOException {
        try (OutputLog log = log(1_000_000)) {
            print(log, "one\r\ntwo\nthr");
            Part first = reader.read(null);
            assertThat(first).isEqualTo(new Part(0, 9, "one\ntwo\n"));
            assertThat(reader.read(first.to())).isEqualTo(new Part(9, 9, ""));
            print(log, "ee\rfour\r");
            Part second = reader.read(first.to());
            // What follows the last carriage return is not known yet.
            assertThat(second).isEqualTo(new Part(9, 15, "three\n"));
            print(log, "\n");
            assertThat(reader.read(second.to()).text()).isEqualTo("four\n");
        }
    }

    @Test
    void onlyTheEndOfMuchIsShownAndItsPositionSaysHowMuchIsNot() throws IOException {
        String lines = lines(0, 10_000);
        try (OutputLog log = log(10_000_000)) {
            print(log, lines);
            Part end = reader.read(null);
            assertThat(end.text()).hasSizeBetween(MAX - 12, MAX).startsWith("line ");
            assertThat(lines).endsWith("\n" + end.text());
            assertThat(end.to()).isEqualTo(lines.length());
            assertThat(end.from()).isEqualTo(lines.length() - end.text().length());
            // As much as there may be is shown without a gap, and of more the end.
            String more = lines(10_000, 10_000 + MAX / 12);
            print(log, more);
            assertThat(reader.read(end.to()))
                    .isEqualTo(new Part(end.to(), end.to() + more.length(), more));
            print(log, lines);
            assertThat(reader.read(end.to()).from()).isGreaterThan(end.to() + more.length());
        }
    }

    @Test
    void nothingIsLostWhenTheLogIsRenamed() throws IOException {
        String printed = "";
        String shown = "";
        long after = 0;
        try (OutputLog log = log(20_000)) {
            for (int i = 0; i < 60; i++) {
                String lines = lines(i * 100, i * 100 + 90);
                print(log, lines);
                printed += lines;
                Part part = reader.read(after);
                assertThat(part.from()).isEqualTo(after);
                shown += part.text();
                after = part.to();
            }
        }
        assertThat(task.resolve(Workspace.LOG + ".1")).hasSize(10_000);
        assertThat(shown).isEqualTo(printed);
        assertThat(after).isEqualTo(printed.length());
    }

    @Test
    void whoComesLateSeesTheEndOverBothFiles() throws IOException {
        String lines = lines(0, 2_300);
        try (OutputLog log = log(20_000)) {
            print(log, lines);
            Part end = reader.read(null);
            assertThat(lines).endsWith("\n" + end.text());
            assertThat(end.to() - end.from()).isEqualTo(end.text().length());
            assertThat(reader.read(end.to()).text()).isEmpty();
            print(log, lines);
            print(log, lines);
            // It was renamed more than once: where the gap ends is known to be later.
            Part later = reader.read(end.to());
            assertThat(lines).endsWith("\n" + later.text());
            assertThat(later.from()).isGreaterThan(end.to());
        }
    }

    @Test
    void aLineWithoutEndIsTornBetweenCharacters() throws IOException {
        try (OutputLog log = log(10_000_000)) {
            print(log, "€".repeat(20_000));
            Part first = reader.read(null);
            assertThat(first.text()).hasSizeBetween(5_400, MAX / 3).matches("€+");
            print(log, "€".repeat(3_000));
            Part second = reader.read(first.to());
            assertThat(second.text()).isEmpty();
            print(log, "€".repeat(2_400) + "\n");
            Part third = reader.read(first.to());
            assertThat(third.text()).matches("€+\n");
            assertThat(third.to()).isEqualTo(3 * 25_400 + 1);
        }
    }

    @Test
    void secretsAndControlCharactersAreTakenOut() throws IOException {
        // Also a secret that the agent itself has put into the file.
        Files.writeString(
                task.resolve(Workspace.LOG), "key \u001b[31mhush-hush-1\u001b[0m\u0007 \u202eok\n");
        secrets.add("hush-hush-1");
        assertThat(reader.read(null).text()).isEqualTo("key *** ok\n");
        String much = "hush-hush-1 ".repeat(100) + "\n";
        Files.writeString(task.resolve(Workspace.LOG), much.repeat(100));
        assertThat(reader.read(0L).text()).doesNotContain("hush-hush");
    }

    @Test
    void noLinkIsFollowedOutOfTheWorkspace() throws IOException {
        Path secret = Files.writeString(temporary.resolve("secret"), "not yours\n");
        Files.createSymbolicLink(task.resolve(Workspace.LOG), secret);
        assertThat(reader.read(null).text()).isEmpty();
        Files.delete(task.resolve(Workspace.LOG));
        Files.writeString(task.resolve(Workspace.LOG), "mine\n");
        Files.createSymbolicLink(task.resolve(Workspace.LOG + ".1"), secret);
        assertThat(reader.read(null).text()).isEqualTo("mine\n");
        Files.move(task, temporary.resolve("moved"));
        Files.createSymbolicLink(task, temporary.resolve("moved"));
        assertThat(reader.read(null).text()).isEmpty();
    }

    @Test
    void aLogThatTheAgentHasEmptiedIsReadAnew() throws IOException {
        Files.writeString(task.resolve(Workspace.LOG), "a long first line\n");
        assertThat(reader.read(null).to()).isEqualTo(18);
        Files.writeString(task.resolve(Workspace.LOG), "short\n");
        assertThat(reader.read(18L)).isEqualTo(new Part(0, 6, "short\n"));
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj("line %06d\n"::formatted)
                .collect(Collectors.joining());
    }
}
