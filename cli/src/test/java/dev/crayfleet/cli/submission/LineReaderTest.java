package dev.crayfleet.cli.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {
    /** Gives at most so many bytes at once, as a slow disk may. */
    private static final class Trickle extends ByteArrayInputStream {
        private final int atOnce;

        Trickle(String text, int atOnce) {
            super(text.getBytes(StandardCharsets.UTF_8));
            this.atOnce = atOnce;
        }

        @Override
        public synchronized int read(byte[] buffer, int from, int length) {
            return super.read(buffer, from, Math.min(length, atOnce));
        }

        @Override
        public int read(byte[] buffer) {
            return read(buffer, 0, buffer.length);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1_000})
    void linesDoNotDependOnHowTheyCome(int atOnce) throws IOException {
        assertThat(lines("\uFEFFa\r\n\nlonger\r\r\nexact\ntoo long\nend", atOnce))
                .containsExactly("1 a", "2 ", "3 cut", "4 exact", "5 cut", "6 end");
        assertThat(lines("", atOnce)).isEmpty();
        assertThat(lines("\n", atOnce)).containsExactly("1 ");
        assertThat(lines("exact\r\nexact\n", atOnce)).containsExactly("1 exact", "2 exact");
    }

    private static List<String> lines(String text, int atOnce) throws IOException {
        List<String> lines = new ArrayList<>();
        try (LineReader reader = new LineReader(new Trickle(text, atOnce), 5)) {
            for (LineReader.Line line = reader.next(); line != null; line = reader.next()) {
                lines.add(
                        line.number()
                                + " "
                                + (line.isCut()
                                        ? "cut"
                                        : new String(line.content(), StandardCharsets.UTF_8)));
            }
            assertThat(reader.position()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        }
        return lines;
    }
}
