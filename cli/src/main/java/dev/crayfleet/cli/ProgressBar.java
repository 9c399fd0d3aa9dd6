package dev.crayfleet.cli;

import dev.crayfleet.kafka.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * A line on standard error that says how far something is, redrawn in place. Without a terminal
 * nothing is drawn.
 */
final class ProgressBar implements Progress, AutoCloseable {
    private static final int WIDTH = 30;
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintWriter err;
    private final String what;
    private final boolean isDrawn;
    private final int columns;
    private long drawnAt;
    private boolean hasDrawn;

    /**
     * @param what is going on, some words, without control characters
     * @param isDrawn whether there is a terminal
     * @param columns of the terminal
     */
    ProgressBar(PrintWriter err, String what, boolean isDrawn, int columns) {
        this.err = err;
        this.what = what;
        this.isDrawn = isDrawn;
        this.columns = columns;
    }

    @Override
    public void at(long done, long total) {
        long now = System.nanoTime();
        if (!isDrawn || hasDrawn && now - drawnAt < REDRAW_NANOS && (done < total || total < 0)) {
            return;
        }
        drawnAt = now;
        hasDrawn = true;
        // A line that is wrapped could not be taken away again.
        err.print("\r" + TextWidth.cut(line(what, done, total), columns - 1) + "\u001b[K");
        err.flush();
    }

    static String line(String what, long done, long total) {
        int filled = total == 0 ? WIDTH : (int) Math.clamp(done * WIDTH / total, 0, WIDTH);
        if (total < 0) {
            return String.format(Locale.ROOT, "%s %,d", what, done);
        }
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %,d of %,d",
                what,
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                done,
                total);
    }

    /** Takes the line away. */
    @Override
    public void close() {
        if (hasDrawn) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }
}
