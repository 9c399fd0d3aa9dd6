package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SortedLinesTest {
    private final List<String> shown = new ArrayList<>();
    private final SortedLines lines = new SortedLines(shown::add);

    @Test
    void linesAreSortedByTimeAndThoseOfOneTimeStayInOrder() {
        lines.add(3, "c");
        lines.add(1, "a");
        lines.add(3, "d");
        lines.add(2, "b");
        assertThat(shown).isEmpty();
        lines.flush();
        assertThat(shown).containsExactly("a", "b", "c", "d");
        lines.flush();
        assertThat(shown).hasSize(4);
    }

    @Test
    void noMoreIsHeldThanTheBounds() {
        for (int i = 0; i < SortedLines.MAX_LINES; i++) {
            assertThat(shown).isEmpty();
            lines.add(-i, "x");
        }
        assertThat(shown).hasSize(SortedLines.MAX_LINES);
        shown.clear();
        String quarter = "x".repeat(SortedLines.MAX_CHARS / 4);
        for (int i = 0; i < 6; i++) {
            lines.add(i, quarter);
        }
        assertThat(shown).as("the first four").hasSize(4);
    }
}
