package dev.crayfleet.dispatcher.ledger;

import java.util.Locale;

/** Kinds of reasons why an agent may not delegate something. */
public enum DelegationRefusal {
    /** The attempt is not the current one, or is being stopped. */
    ENDED,
    /** There is none, or it does not name who asks. */
    NO_FLEET_FILE,
    /** Nobody is named, or nobody whom the agent may ask. */
    AGENT,
    /** The number is used for something else, or is none. */
    NUMBER,
    /** As many agents work for each other as may. */
    DEPTH,
    /** The task has delegated as often as it may. */
    CHILDREN,
    /** The agent works in the same line already. */
    LINE,
    /** It is too long, or cannot be read. */
    INSTRUCTION,
    CHANNEL,
    /** The attempt has none left. */
    TIME,
    /** The fleet file does not allow it to who asked for the task, or not so. */
    TERMS;

    /** As events and metrics have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
