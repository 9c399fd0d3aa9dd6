package dev.crayfleet.cli.machine;

import dev.crayfleet.contract.Requester;

/** Who runs this command, as histories and lists name who asked. */
public final class CurrentUser {
    private static final String UNKNOWN = "unknown";

    /** Java's name for a user whom the system has none for, as in many containers. */
    private static final String NAMELESS = "?";

    private CurrentUser() {}

    /** On one line, at most 128 characters; {@code unknown} where the system has no name. */
    public static String name() {
        return nameOf(System.getProperty("user.name", UNKNOWN));
    }

    static String nameOf(String name) {
        String shown = new Requester(UNKNOWN, name.strip()).name();
        return shown.equals(NAMELESS) ? UNKNOWN : shown;
    }

    /** For records that are written to Kafka without a service, which would say who asks. */
    public static Requester requester() {
        return new Requester("cli:" + name(), name());
    }
}
