package dev.crayfleet.cli;

import dev.crayfleet.cli.kafka.TaskListener;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Texts;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says on standard error what a task does that somebody waits for. On a terminal that is one line,
 * redrawn in place; elsewhere it is a line now and then, so that a log stays readable.
 */
final class WaitingLine implements TaskListener, AutoCloseable {
    private static final long REDRAW_NANOS = Duration.ofMillis(200).toNanos();

    /** Most tasks have ended before a log need hear of them. */
    private static final long FIRST_LINE_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long LINE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final String SUBMITTED = "is submitted";

    private final PrintWriter err;
    private final boolean isDrawn;
    private final int columns;
    private final String task;
    private final LongSupplier nanoClock;
    private final long begin;
    private String sentence = SUBMITTED;
    private String said = SUBMITTED;
    private boolean hasHeard;
    private long nextAt;
    private boolean hasDrawn;

    /**
     * @param isDrawn whether there is a terminal
     * @param columns of the terminal
     * @param nanoClock as {@link System#nanoTime}
     */
    WaitingLine(
            PrintWriter err, boolean isDrawn, int columns, TaskId task, LongSupplier nanoClock) {
        this.err = err;
        this.isDrawn = isDrawn;
        this.columns = columns;
        this.task = task.value();
        this.nanoClock = nanoClock;
        this.begin = nanoClock.getAsLong();
        this.nextAt = isDrawn ? begin : begin + FIRST_LINE_NANOS;
    }

    @Override
    public void heard(TaskEvent event) {
        TaskSentence.of(event)
                .ifPresent(does -> {
                    hasHeard = true;
                    now(does);
                });
    }

    /**
     * Says what the dispatcher tells; but what the agent itself does is better to know.
     *
     * @param does a sentence whose subject is the task
     */
    void looked(String does) {
        if (!hasHeard || does.startsWith("waits")) {
            now(does);
        }
    }

    private void now(String does) {
        sentence = does;
        waited();
    }

    @Override
    public void waited() {
        long now = nanoClock.getAsLong();
        if (now - nextAt < 0) {
            return;
        }
        if (isDrawn) {
            draw(Duration.ofNanos(now - begin));
            nextAt = now + REDRAW_NANOS;
        } else if (!sentence.equals(said)) {
            said = sentence;
            err.println(Texts.oneLine("task %s %s".formatted(task, sentence)));
            err.flush();
            nextAt = now + LINE_NANOS;
        }
    }

    private void draw(Duration elapsed) {
        String time = ReadableTimes.duration(Duration.ofSeconds(elapsed.toSeconds()));
        // A line that is wrapped could not be taken away again.
        int room = Math.max(1, columns - time.length() - 4);
        // The line above has its id, which would leave little room here.
        String text = TextWidth.cut(Texts.oneLine("it " + sentence), room);
        hasDrawn = true;
        err.print("\r" + text + " (" + time + ")\u001b[K");
        err.flush();
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
