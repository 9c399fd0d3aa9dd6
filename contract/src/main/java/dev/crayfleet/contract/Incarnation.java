package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Identifies one start of a runner: new at each start of its process, and each time it was fenced.
 * A claim names it, so that a later incarnation ignores the claim.
 *
 * @param value 1 to 64 letters, digits, {@code . _ -}
 */
public record Incarnation(@JsonValue String value) implements Comparable<Incarnation> {
    /**
     * @throws IllegalArgumentException if the value breaks the rule
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Incarnation {
        value = Names.require("incarnation", value, 64);
    }

    @Override
    public int compareTo(Incarnation other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
