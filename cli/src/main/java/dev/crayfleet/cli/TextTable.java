package dev.crayfleet.cli;

import dev.crayfleet.contract.Texts;
import java.util.ArrayList;
import java.util.List;

/** Lines with columns. */
final class TextTable {
    private static final String GAP = "  ";

    private TextTable() {}

    /**
     * @param rows with as many cells each; the first row is the heading
     */
    static List<String> lines(List<List<String>> rows) {
        List<List<String>> clean =
                rows.stream().map(row -> row.stream().map(Texts::oneLine).toList()).toList();
        int columns = clean.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : clean) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : clean) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                line.append(cell).append(" ".repeat(widths[i] - length(cell))).append(GAP);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
