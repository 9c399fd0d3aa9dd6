package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a task ended; it never changes. */
public enum TaskStatus {
    SUCCEEDED,
    FAILED,
    CANCELLED,
    EXPIRED;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
