package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one task for ever: the ledger knows duplicates by it, and workspaces are named after it.
 *
 * @param value 1 to 128 letters, digits, {@code . _ -}, the first a letter or a digit
 */
public record TaskId(@JsonValue String value) implements Comparable<TaskId> {
    public static final int LONGEST = 128;

    /**
     * @throws IllegalArgumentException with a sentence for people, if the value breaks the rule
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public TaskId {
        Names.require("task id", value, LONGEST);
    }

    /** The id of the task that a Discord message asks for: the same message is the same task. */
    public static TaskId ofDiscord(String messageId) {
        return new TaskId("discord-" + messageId);
    }

    /** The id of a record that brought none: its place in the tasks topic, which is unique. */
    public static TaskId ofRecord(int partition, long offset) {
        return new TaskId("kafka-" + partition + "-" + offset);
    }

    @Override
    public int compareTo(TaskId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
