package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.cli.AnsweringServer.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that somebody changes while its tasks are submitted. */
class BatchChangeTest {
    /** Longer than what is read of a file at a time, so that the change is seen. */
    private static final String LONG = "x".repeat(300_000);

    @TempDir Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path file;

    private interface Change {
        void make() throws IOException;
    }

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("a.txt"), "first\nlong " + LONG + "\nlast\n");
    }

    /** Submits the file, which changes when the first task has been taken. */
    private int submit(Change change) {
        AtomicBoolean isMade = new AtomicBoolean();
        try (AnsweringServer ingest =
                AnsweringServer.start(question -> {
                    try {
                        if (!isMade.getAndSet(true)) {
                            change.make();
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return new Answer(202, "{}");
                })) {
            return Crayfleet.commandLine()
                    .setErr(new PrintWriter(err, true))
                    .setOut(new PrintWriter(out, true))
                    .execute("submit", "--batch", file.toString(), "--url", ingest.url());
        }
    }

    @Test
    void whatCannotBeReadAnyMoreIsBrokenOffAndNoRefusalOfAll() {
        int exit =
                submit(() ->
                        Files.writeString(
                                file, "more\n".repeat(100_001), StandardOpenOption.APPEND));
        assertThat(exit).isEqualTo(CommandLines.FAILED);
        assertThat(out.toString()).contains("accepted 3, ");
        assertThat(err.toString())
                .contains("has more than 100,000 tasks", "broken off at line ")
                .doesNotContain("not submitted");
    }

    @Test
    void aTaskThatWasNotCheckedIsRefused() {
        assertThat(submit(() -> append("new\n"))).isEqualTo(CommandLines.FAILED);
        assertThat(out.toString()).contains("accepted 3, already known 0, refused 1");
        assertThat(err.toString()).contains("line 4: the file was changed while it was read");
    }

    @Test
    void tasksThatAreGoneAreSaidToBe() {
        assertThat(submit(() -> Files.writeString(file, "first\n"))).isEqualTo(CommandLines.FAILED);
        assertThat(out.toString()).contains("accepted 1, ");
        assertThat(err.toString())
                .contains("of 3 tasks that the file had are no longer in it")
                .contains("broken off at line ");
    }

    private void append(String line) throws IOException {
        Files.writeString(file, line, StandardOpenOption.APPEND);
    }
}
