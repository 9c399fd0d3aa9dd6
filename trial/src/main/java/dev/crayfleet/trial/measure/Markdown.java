package dev.crayfleet.trial.measure;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Lines and Markdown tables, so that documentation can show a report as it is. */
public final class Markdown {
    private final PrintWriter out;

    public Markdown(PrintWriter out) {
        this.out = out;
    }

    public void targets(List<Target> targets) {
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

    /** A table after an empty line. */
    public void table(List<String> head, List<List<String>> rows) {
        line("");
        row(head);
        row(head.stream().map(each -> "---").toList());
        rows.forEach(this::row);
    }

    public void line(String format, Object... values) {
        out.println(say(format, values));
    }

    public void flush() {
        out.flush();
    }

    /** With a point and commas in numbers, wherever the machine stands. */
    public static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private void row(List<String> cells) {
        out.println("| " + String.join(" | ", cells) + " |");
    }
}
