package dev.crayfleet.fleet.gate;

/** What the gate says. */
public sealed interface Decision {
    Rule rule();

    record Allowed(Terms terms, Rule rule) implements Decision {}

    /**
     * @param reason for the person who asks: what is not allowed, and what is; without a full stop
     */
    record Refused(String reason, Rule rule) implements Decision {}
}
