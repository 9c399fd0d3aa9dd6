package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * Identifies a task: the ledger recognises duplicates by it, and workspaces are named after it.
 *
 * @param value 1 to 128 letters, digits, {@code . _ -}, the first a letter or a digit
 */
public record TaskId(@JsonValue String value) implements Comparable<TaskId> {
    public static final int MAX_CHARS = 128;

    /** In ids of replays, before their number. */
    public static final String REPLAY = "-replay-";

    /** What fails so often will fail again; it also bounds what has to be known of one task. */
    public static final int MAX_REPLAYS = 999;

    private static final int HASH_CHARS = 16;

    /** Of ids that the fleet derives from a task's origin. */
    private static final List<String> FLEET_PREFIXES = List.of("discord-", "kafka-", "http-");

    /**
     * @throws IllegalArgumentException with a sentence for people, if the value breaks the rule
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public TaskId {
        value = Names.require("task id", value, MAX_CHARS);
    }

    /**
     * An id that a sender chose. It may not look like one of the fleet's own, or it could be taken
     * for another task's.
     *
     * @throws IllegalArgumentException with a sentence for people, if it does, or breaks the rule
     */
    public static TaskId ofSender(String value) {
        TaskId id = new TaskId(value);
        String lower = id.value.toLowerCase(Locale.ROOT);
        for (String prefix : FLEET_PREFIXES) {
            if (lower.startsWith(prefix)) {
                throw new IllegalArgumentException(
                        "task id \"%s\" begins with \"%s\", which only the fleet itself gives. Choose another id, or leave it out"
                                .formatted(id, prefix));
            }
        }
        return id;
    }

    /**
     * The id of a replay of this task, the same whoever asks for it: who replays a task twice by
     * accident, or begins anew after a crash, submits the same task twice, which is done once.
     *
     * @param number 1 to {@link #MAX_REPLAYS}; {@code --again} takes the next one
     * @throws IllegalArgumentException if there is no such number
     */
    public TaskId replay(int number) {
        if (number < 1 || number > MAX_REPLAYS) {
            throw new IllegalArgumentException(
                    "replays have the numbers 1 to %d, and not %d".formatted(MAX_REPLAYS, number));
        }
        return withSuffix(REPLAY + number);
    }

    private TaskId withSuffix(String suffix) {
        if (value.length() + suffix.length() <= MAX_CHARS) {
            return new TaskId(value + suffix);
        }
        // What is cut off is told by a hash, so that two long ids do not become one.
        String hash = "-" + TaskFingerprint.sha256Hex(value).substring(0, HASH_CHARS);
        int stem = MAX_CHARS - hash.length() - suffix.length();
        return new TaskId(value.substring(0, stem) + hash + suffix);
    }

    /**
     * The id of what the agent of an attempt at this task has delegated.
     *
     * @param attempt its number, from 1
     * @param number of the child, from 1
     */
    public TaskId child(int attempt, int number) {
        return withSuffix("-d%d-%d".formatted(attempt, number));
    }

    /**
     * Whether a task of this origin may have it: an id that the fleet derives from one origin is
     * not allowed for another.
     */
    boolean isAllowedFor(Origin origin) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (FLEET_PREFIXES.stream().noneMatch(lower::startsWith)) {
            return true;
        }
        return switch (origin) {
            case Origin.Discord(String _, String message) -> isOriginalOrReplay(ofDiscord(message));
            case Origin.Http _ -> value.startsWith("http-");
            case Origin.Kafka(int partition, long offset) ->
                    isOriginalOrReplay(ofRecord(partition, offset));
            case Origin.Cli _ -> false;
            case Origin.Agent agent -> isOriginalOrReplay(agent.childId());
        };
    }

    /** A replay's id begins with that of the original task, and it has its origin. */
    private boolean isOriginalOrReplay(TaskId original) {
        return equals(original) || value.startsWith(original.value + "-");
    }

    /** The id of the task that a Discord message asks for: the same message is the same task. */
    public static TaskId ofDiscord(String messageId) {
        return new TaskId("discord-" + messageId);
    }

    /** The id of a record that has none: its position in the tasks topic, which is unique. */
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
