package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void columnsStandBelowEachOtherInAnyWriting() {
        assertThat(
                        TextTable.lines(
                                List.of(
                                        List.of("NAME", "A"),
                                        List.of("日本", "b"),
                                        List.of("e\u0301te", "c"),
                                        List.of("🦞", "d"))))
                .containsExactly("NAME  A", "日本  b", "e\u0301te   c", "🦞    d");
    }

    @Test
    void whatIsWiderThanTheTerminalIsCutOff() {
        List<List<String>> rows =
                List.of(List.of("ID", "STATE", "WHAT"), List.of("a", "failed", "日本語日本語"));
        for (int width = 1; width < 30; width++) {
            int most = width;
            assertThat(TextTable.lines(rows, width, (row, column, shown) -> shown))
                    .allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(most));
        }
        assertThat(TextTable.lines(rows, 16, (row, column, shown) -> shown))
                .containsExactly("ID  STATE   WHAT", "a   failed  日…");
    }

    @Test
    void coloursChangeNoWidth() {
        StateTable table =
                new StateTable(
                        List.of(
                                List.of("ID", "STATE", "X"),
                                List.of("a", "failed", "1"),
                                List.of("b", "queued", "2")),
                        1);
        assertThat(table.lines(80, true).get(1)).isEqualTo("a   \u001b[31mfailed\u001b[0m  1");
        assertThat(table.lines(80, true))
                .map(line -> line.replaceAll("\u001b\\[[0-9]+m", ""))
                .isEqualTo(table.lines(80, false));
    }

    @Test
    void aHostileCellColoursNothing() {
        StateTable table =
                new StateTable(
                        List.of(
                                List.of("ID", "STATE"),
                                List.of("\u001b[2Ja\u202e", "\u001b]0;x\u0007")),
                        1);
        assertThat(table.lines(80, true).get(1)).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource({"abc,3,abc", "abc,2,a…", "abc,1,…", "日本,3,日…", "日本,2,…", "日本,4,日本"})
    void cutsToColumns(String text, int columns, String shown) {
        assertThat(TextWidth.cut(text, columns)).isEqualTo(shown);
    }

    @Test
    void nothingFitsIntoNothing() {
        assertThat(TextWidth.cut("abc", 0)).isEmpty();
        assertThat(TextWidth.of("e\u0301")).isOne();
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

    @Test
    void aProgressBarIsNotWrapped() {
        StringWriter err = new StringWriter();
        try (ProgressBar bar =
                new ProgressBar(new PrintWriter(err), "deleting in 広場".repeat(9), true, 40)) {
            bar.at(1, 2);
        }
        String drawn = err.toString().split("\r")[1].replace("\u001b[K", "");
        assertThat(TextWidth.of(drawn)).isBetween(30, 39);
    }
}
