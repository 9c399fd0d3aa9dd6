package dev.crayfleet.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A table in which one column has a state, whose word is coloured.
 *
 * @param rows with as many cells each; the first row is the heading
 * @param state number of that column, from 0
 */
record StateTable(List<List<String>> rows, int state) {
    StateTable {
        rows = List.copyOf(rows);
    }

    /** Without the columns that have nothing below their heading. */
    StateTable withoutEmptyColumns() {
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < rows.getFirst().size(); i++) {
            int column = i;
            if (i == state || rows.stream().skip(1).anyMatch(row -> !row.get(column).isEmpty())) {
                kept.add(i);
            }
        }
        return new StateTable(
                rows.stream().map(row -> kept.stream().map(row::get).toList()).toList(),
                kept.indexOf(state));
    }

    /**
     * Lines that are harmless to a terminal.
     *
     * @param width of a line at most
     */
    List<String> lines(int width, boolean isColoured) {
        return TextTable.lines(
                rows,
                width,
                (row, column, shown) -> isColoured ? colour(row, column).of(shown) : shown);
    }

    private Colour colour(int row, int column) {
        if (row == 0) {
            return Colour.BOLD;
        }
        return column == state ? Colour.ofState(rows.get(row).get(state)) : Colour.NONE;
    }
}
