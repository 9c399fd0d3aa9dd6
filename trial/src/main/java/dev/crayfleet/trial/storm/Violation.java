package dev.crayfleet.trial.storm;

/**
 * A promise that was broken.
 *
 * @param task id of the task, or what else is concerned
 * @param what happened, a sentence for people
 * @param where it can be looked up
 */
public record Violation(String task, String what, String where) implements Comparable<Violation> {
    @Override
    public int compareTo(Violation other) {
        int byTask = task.compareTo(other.task);
        return byTask != 0 ? byTask : what.compareTo(other.what);
    }

    @Override
    public String toString() {
        return "%s: %s (%s)".formatted(task, what, where);
    }
}
