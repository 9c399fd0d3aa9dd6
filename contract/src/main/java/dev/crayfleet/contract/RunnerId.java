package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A runner's name, which also decides which partition of the claims topic it reads. All
 * incarnations of a runner share it; see {@link Incarnation}.
 *
 * @param value 1 to 96 letters, digits, {@code . _ -}
 */
public record RunnerId(@JsonValue String value) implements Comparable<RunnerId> {
    public static final int MAX_CHARS = 96;

    /**
     * @throws IllegalArgumentException with a sentence for people, if the value breaks the rule
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RunnerId {
        value = Names.require("runner id", value, MAX_CHARS);
    }

    @Override
    public int compareTo(RunnerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
