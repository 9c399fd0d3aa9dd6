package dev.crayfleet.cli.security;

import java.util.Locale;

/** How far a door is open. */
public enum Severity {
    /** Somebody who should not can do something now. */
    OPEN,
    /** One mistake or one other weakness is all that it takes. */
    RISKY,
    /** It may be meant so. */
    NOTE;

    /** {@code open}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
