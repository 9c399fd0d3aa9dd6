package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Thinking levels of OpenClaw, in rising order. Which of them a model supports is decided by
 * OpenClaw.
 */
public enum Thinking {
    OFF,
    MINIMAL,
    LOW,
    MEDIUM,
    HIGH,
    XHIGH,
    ADAPTIVE,
    MAX,
    ULTRA;

    /** For a task that names none; the level of the earlier systems. */
    public static final Thinking DEFAULT = MEDIUM;

    /** The word on the wire, in tags and on OpenClaw's command line. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException naming the levels there are
     */
    @JsonCreator
    public static Thinking of(String word) {
        String name = word.strip().toUpperCase(Locale.ROOT);
        for (Thinking level : values()) {
            if (level.name().equals(name)) {
                return level;
            }
        }
        throw new IllegalArgumentException(
                "\"%s\" is no thinking level; there are: %s"
                        .formatted(Texts.oneLine(Limits.cut(word.strip(), 60)), words()));
    }

    static String words() {
        return Arrays.stream(values()).map(Thinking::word).collect(Collectors.joining(", "));
    }
}
