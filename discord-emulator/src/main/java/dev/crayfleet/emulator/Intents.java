package dev.crayfleet.emulator;

/** The intents of Discord's gateway that the emulator has events for, as bits. */
final class Intents {
    static final long NONE = 0;
    static final long GUILDS = 1;
    static final long MEMBERS = 1 << 1;
    static final long MESSAGES = 1 << 9;
    static final long REACTIONS = 1 << 10;
    static final long TYPING = 1 << 11;
    static final long CONTENT = 1 << 15;
    static final long ALL = (1L << 26) - 1;

    private Intents() {}
}
