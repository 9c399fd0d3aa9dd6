package dev.crayfleet.cli.security;

/**
 * A way by which somebody can do something.
 *
 * @param meaning who can do what, in a sentence
 * @param cure the setting or the command that closes it
 */
public record Door(DoorKind kind, Severity severity, String meaning, String cure) {
    static Door open(DoorKind kind, String meaning, String cure) {
        return new Door(kind, Severity.OPEN, meaning, cure);
    }

    static Door risky(DoorKind kind, String meaning, String cure) {
        return new Door(kind, Severity.RISKY, meaning, cure);
    }

    static Door note(DoorKind kind, String meaning, String cure) {
        return new Door(kind, Severity.NOTE, meaning, cure);
    }
}
