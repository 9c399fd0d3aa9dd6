package dev.crayfleet.trial.measure;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Prints lines and Markdown tables, so that a report can be put into documentation unchanged. */
public final class Markdown {
    private final PrintWriter out;

    public Markdown(PrintWriter out) {
        this.out = out;
    }

    public void targets(List<BenchTarget> targets) {
        table(
                List.of("what", "measured", "target", ""),
                targets.stream()
                        .map(each ->
                                List.of(
                                        each.what(),
                                        each.measured(),
                                        each.target(),
                                        each.reached() ? "reached" : "missed"))
                        .toList());
    }

    /** Prints an empty line and a table with a row for each item; nothing if there are no items. */
    public <T> void table(List<String> head, Collection<T> items, Function<T, List<String>> row) {
        if (!items.isEmpty()) {
            table(head, items.stream().map(row).toList());
        }
    }

    /** Prints an empty line and a table, also if it has no rows. */
    public void table(List<String> head, List<List<String>> rows) {
        line("");
        row(head);
        row(head.stream().map(each -> "---").toList());
        rows.forEach(this::row);
    }

    public void line(String format, Object... values) {
        out.println(format(format, values));
    }

    public void flush() {
        out.flush();
    }

    /** Like {@link String#format} with a decimal point and commas, independent of the locale. */
    public static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private void row(List<String> cells) {
        out.println("| " + String.join(" | ", cells) + " |");
    }
}
