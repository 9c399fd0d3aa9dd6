package dev.crayfleet.contract;

/**
 * One try at a task: the unit that is claimed, started at most once, and fenced.
 *
 * @param task the task
 * @param number 1 for the first try
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
