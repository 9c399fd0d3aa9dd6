package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void columnsAreAsWideAsTheirLongestCellAndNothingBreaksTheLine() {
        assertThat(
                        TextTable.lines(
                                List.of(
                                        List.of("TASK", "WHY"),
                                        List.of("a-long-id", "two\nlines"),
                                        List.of("b", "🦞"))))
                .containsExactly("TASK       WHY", "a-long-id  two lines", "b          🦞");
    }

    @Test
    void aProgressBarFillsFromNothingToAll() {
        assertThat(ProgressBar.line("reading", 0, 1_000))
                .isEqualTo("reading [..............................] 0 of 1,000");
        assertThat(ProgressBar.line("reading", 500, 1_000))
                .isEqualTo("reading [###############...............] 500 of 1,000");
        assertThat(ProgressBar.line("reading", 1_500, -1)).isEqualTo("reading 1,500");
        assertThat(ProgressBar.line("reading", 0, 0)).endsWith("##] 0 of 0");
    }
}
