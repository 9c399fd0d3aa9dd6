package dev.crayfleet.cli.submission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Texts;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import dev.crayfleet.kafka.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that was ever found to do harm, in the midst of a batch. */
class HostileBatchTest {
    private static final String FIRST = "the first task";
    private static final String LAST = "the last task";
    private static final int MANY_LINES = 100_000;

    @TempDir Path folder;

    /** Checks what is told, and remembers the prompts. */
    private static final class Checked implements BatchFile.Visitor {
        private final List<String> prompts = new ArrayList<>();
        private final Set<String> reasons = new HashSet<>();
        private long lastLine;

        @Override
        public void task(long line, TaskId id, SubmittableTask task) {
            at(line);
            if (Texts.isInvisible(task.prompt())) {
                throw new AssertionError("an invisible prompt at line " + line);
            }
            prompts.add(task.prompt());
        }

        @Override
        public void refused(long line, String reason) {
            at(line);
            if (!reasons.add(reason)) {
                return;
            }
            assertThat(reason)
                    .isNotBlank()
                    .hasSizeLessThan(1_001)
                    .isEqualTo(Texts.printable(reason))
                    .doesNotContain("com.fasterxml", "dev.crayfleet", "Exception");
        }

        /** Called millions of times, so without a library. */
        private void at(long line) {
            if (line <= lastLine) {
                throw new AssertionError("line " + line + " after line " + lastLine);
            }
            lastLine = line;
        }
    }

    static Stream<byte[]> contents() {
        return all().filter(content -> !hasManyLines(content));
    }

    static Stream<byte[]> longContents() {
        return all().filter(HostileBatchTest::hasManyLines);
    }

    private static boolean hasManyLines(byte[] content) {
        int lines = 0;
        for (byte each : content) {
            lines += each == '\n' ? 1 : 0;
        }
        return lines > MANY_LINES;
    }

    private static Stream<byte[]> all() {
        return Stream.of("text", "bytes", "submission-json")
                .flatMap(kind -> Corpus.of(kind).stream())
                .flatMap(HostileBatchTest::bytes);
    }

    private static Stream<byte[]> bytes(HostileInput input) {
        return Stream.of("bytes", "text").flatMap(field -> input.bytes(field).stream());
    }

    @ParameterizedTest
    @MethodSource("contents")
    void theOtherLinesAreReadWhateverOneIs(byte[] hostile) throws IOException {
        assertTextIsRead(hostile);
        assertTablesAreRead(hostile);
    }

    @ParameterizedTest
    @MethodSource("longContents")
    void theOtherLinesAreReadHoweverManyThereAre(byte[] hostile) throws IOException {
        assertTextIsRead(hostile);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("longContents")
    void theOtherLinesOfTablesAreReadHoweverManyThereAre(byte[] hostile) throws IOException {
        assertTablesAreRead(hostile);
    }

    private void assertTextIsRead(byte[] hostile) throws IOException {
        assertThat(read("a.txt", FIRST, hostile, LAST).prompts).startsWith(FIRST).endsWith(LAST);
    }

    private void assertTablesAreRead(byte[] hostile) throws IOException {
        assertThat(read("a.jsonl", json(FIRST), hostile, json(LAST)).prompts)
                .startsWith(FIRST)
                .endsWith(LAST);
        assertThat(read("a.csv", "prompt,model\n" + FIRST + ",", hostile, LAST + ",").prompts)
                .startsWith(FIRST);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomTablesAreReadOrRefused(long seed) throws IOException {
        Random random = new Random(seed);
        String alphabet = "ab\",;\n\r\t \\\u0000é\uFEFF😀";
        for (int i = 0; i < 300; i++) {
            StringBuilder rows = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                rows.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            read("a.csv", "prompt,model", rows.toString().getBytes(UTF_8), "\"end\",");
        }
    }

    private static String json(String prompt) {
        return "{\"prompt\": \"%s\"}".formatted(prompt);
    }

    private Checked read(String name, String before, byte[] hostile, String after)
            throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes((before + "\n").getBytes(UTF_8));
        content.writeBytes(hostile);
        content.writeBytes(("\n" + after + "\n").getBytes(UTF_8));
        Path file = Files.write(folder.resolve(name), content.toByteArray());
        Checked checked = new Checked();
        // Some of them have more lines than a batch may have.
        new BatchFile(
                        file,
                        new SubmittableTask.Overrides(TaskOptions.NONE, null),
                        "",
                        Integer.MAX_VALUE)
                .read(checked, Progress.NONE);
        return checked;
    }
}
