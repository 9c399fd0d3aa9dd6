package dev.crayfleet.cli;

/** What makes a word stand out at a terminal. */
enum Colour {
    NONE(""),
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33");

    private static final String ESCAPE = "\u001b[";

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    String of(String text) {
        return this == NONE ? text : ESCAPE + code + "m" + text + ESCAPE + "0m";
    }

    /** Of the state of a task, or of the standing of a runner. */
    static Colour ofState(String word) {
        return switch (word) {
            case "claimed", "running", "ready", "open" -> GREEN;
            case "failed", "expired", "lost", "quarantined", "stopped" -> RED;
            case "awaiting-approval", "backing-off", "draining", "paused", "unserved" -> YELLOW;
            case "cancelled" -> DIM;
            default -> NONE;
        };
    }
}
