package dev.crayfleet.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lines that wait to be sorted by time, because partitions are read one beside the other. What is
 * held has a bound, and so they are sorted block by block.
 */
final class SortedLines {
    static final int MAX_LINES = 10_000;

    /** Anybody may write long ones. */
    static final int MAX_CHARS = 4 * 1024 * 1024;

    private record Line(long at, String text) {}

    private final List<Line> waiting = new ArrayList<>();
    private final Consumer<String> out;
    private long chars;

    SortedLines(Consumer<String> out) {
        this.out = out;
    }

    /**
     * @param at milliseconds
     */
    void add(long at, String text) {
        waiting.add(new Line(at, text));
        chars += text.length();
        if (waiting.size() >= MAX_LINES || chars >= MAX_CHARS) {
            flush();
        }
    }

    void flush() {
        waiting.sort(Comparator.comparingLong(Line::at));
        waiting.forEach(each -> out.accept(each.text()));
        waiting.clear();
        chars = 0;
    }
}
