package dev.crayfleet.stage;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.TaskId;
import org.slf4j.MDC;

/**
 * Names the task that the calling thread is at, and the attempt, in each of the thread's log lines,
 * whatever class writes them: {@code task} and {@code attempt} of the MDC, which logs in JSON show.
 * Whoever names one calls {@link #clear} in a {@code finally}, because threads are used again.
 *
 * <p>It costs two writes to a map of the thread, so it may stand where every record passes.
 */
public final class TaskLog {
    private static final String TASK = "task";
    private static final String ATTEMPT = "attempt";

    private TaskLog() {}

    /** The task, before or after its attempts, or where they make no difference. */
    public static void name(TaskId task) {
        MDC.put(TASK, task.value());
        MDC.remove(ATTEMPT);
    }

    /**
     * The same.
     *
     * @param attempt its number; 0 or less where there is none
     */
    public static void name(TaskId task, int attempt) {
        name(task);
        if (attempt > 0) {
            MDC.put(ATTEMPT, Integer.toString(attempt));
        }
    }

    public static void name(Attempt attempt) {
        name(attempt.task(), attempt.number());
    }

    /** From now on the thread's lines are about no task. */
    public static void clear() {
        MDC.remove(TASK);
        MDC.remove(ATTEMPT);
    }
}
