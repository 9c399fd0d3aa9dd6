package dev.crayfleet.agents.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputTailTest {
    private static void write(OutputTail tail, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        tail.write(bytes, bytes.length);
    }

    @Test
    void keepsAllOfAShortOutput() {
        OutputTail tail = new OutputTail(10);
        write(tail, "abc");
        write(tail, "");
        write(tail, "defghij");
        assertThat(tail.text()).isEqualTo("abcdefghij");
        assertThat(tail.droppedBytes()).isZero();
    }

    @Test
    void keepsTheEndOfALongOutput() {
        OutputTail tail = new OutputTail(4);
        write(tail, "abcde");
        assertThat(tail.text()).isEqualTo("bcde");
        write(tail, "fg");
        assertThat(tail.text()).isEqualTo("defg");
        assertThat(tail.droppedBytes()).isEqualTo(3);
    }

    @Test
    void keepsTheSameWhateverThePieces() {
        Random random = new Random(7);
        for (int maxBytes : new int[] {1, 7, 8_192, 20_000, 50_000}) {
            OutputTail tail = new OutputTail(maxBytes);
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                String piece = "x".repeat(random.nextInt(5_000)) + i + ",";
                all.append(piece);
                write(tail, piece);
            }
            int from = Math.max(0, all.length() - maxBytes);
            assertThat(tail.text()).isEqualTo(all.substring(from));
            assertThat(tail.droppedBytes()).isEqualTo(from);
        }
    }
}
