package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * A queue with runners of its own; a named agent is a pool. All tasks of a pool are in one lane.
 *
 * @param value 1 to 64 letters, digits, {@code . _ -}; kept in lower case, so that {@code Auditor}
 *     and {@code auditor} are one pool
 */
public record Pool(@JsonValue String value) implements Comparable<Pool> {
    public static final Pool DEFAULT = new Pool("default");
    public static final int MAX_CHARS = 64;

    /**
     * @throws IllegalArgumentException with a sentence for people, if the value breaks the rule
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Pool {
        value = Names.require("pool", value, MAX_CHARS).toLowerCase(Locale.ROOT);
    }

    @Override
    public int compareTo(Pool other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
