package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How hard an agent thinks, in OpenClaw's words, in rising order. Which of them a model supports is
 * OpenClaw's to say.
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

    /** What a task gets that asks for nothing: what users of the earlier systems had. */
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
        String wanted = word.strip().toUpperCase(Locale.ROOT);
        for (Thinking level : values()) {
            if (level.name().equals(wanted)) {
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
