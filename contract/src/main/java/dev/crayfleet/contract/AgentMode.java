package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much an agent may do, the more generous first. */
public enum AgentMode {
    FULL,
    /** No shell, and no files but those of the workspace. */
    RESTRICTED;

    /** As messages and files have it. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** That of the two which allows less. */
    public AgentMode narrower(AgentMode other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** That of the two which allows more. */
    public AgentMode moreGenerous(AgentMode other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
