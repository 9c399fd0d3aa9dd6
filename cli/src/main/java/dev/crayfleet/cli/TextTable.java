package dev.crayfleet.cli;

import dev.crayfleet.contract.Texts;
import java.util.ArrayList;
import java.util.List;

/** Lines with columns. */
final class TextTable {
    private static final int GAP = 2;

    private TextTable() {}

    /** How a cell is shown, without a change of its width. */
    interface Look {
        /**
         * @param row 0 is the heading
         * @param shown what of the cell is shown; harmless to a terminal
         */
        String of(int row, int column, String shown);
    }

    /**
     * @param rows with as many cells each; the first row is the heading
     */
    static List<String> lines(List<List<String>> rows) {
        return lines(rows, Integer.MAX_VALUE, (row, column, shown) -> shown);
    }

    /**
     * @param rows with as many cells each; the first row is the heading
     * @param width of a line at most, in columns of the terminal; what does not fit is cut off
     */
    static List<String> lines(List<List<String>> rows, int width, Look look) {
        List<List<String>> clean =
                rows.stream().map(row -> row.stream().map(Texts::oneLine).toList()).toList();
        int[] widths = widths(clean);
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < clean.size(); row++) {
            lines.add(line(row, clean.get(row), widths, width, look));
        }
        return lines;
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], TextWidth.of(row.get(i)));
            }
        }
        return widths;
    }

    private static String line(int row, List<String> cells, int[] widths, int width, Look look) {
        StringBuilder line = new StringBuilder();
        int column = 0;
        int end = 0;
        for (int i = 0; i < widths.length; i++) {
            String shown = TextWidth.cut(cells.get(i), Math.max(0, width - column));
            if (!shown.isEmpty()) {
                line.append(" ".repeat(column - end)).append(look.of(row, i, shown));
                end = column + TextWidth.of(shown);
            }
            column += widths[i] + GAP;
        }
        return line.toString();
    }
}
