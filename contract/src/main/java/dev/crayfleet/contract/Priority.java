package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Order of the waiting tasks of a pool. */
public enum Priority {
    HIGH,
    NORMAL,
    LOW;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException naming the priorities there are
     */
    @JsonCreator
    public static Priority of(String word) {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "high" -> HIGH;
            case "normal" -> NORMAL;
            case "low" -> LOW;
            default ->
                    throw new IllegalArgumentException(
                            "\"%s\" is no priority; there are: high, normal, low"
                                    .formatted(Texts.oneLine(Limits.cut(word.strip(), 60))));
        };
    }
}
