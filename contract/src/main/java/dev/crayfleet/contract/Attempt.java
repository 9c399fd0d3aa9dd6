package dev.crayfleet.contract;

/**
 * One attempt at a task: it is claimed by one runner, started at most once, and can be fenced.
 *
 * @param task the task
 * @param number from 1
 */
public record Attempt(TaskId task, int number) {
    /**
     * @throws IllegalArgumentException if the number is below 1
     */
    public Attempt {
        if (number < 1) {
            throw new IllegalArgumentException("attempt " + number + " is below 1");
        }
    }

    @Override
    public String toString() {
        return task + "#" + number;
    }
}
