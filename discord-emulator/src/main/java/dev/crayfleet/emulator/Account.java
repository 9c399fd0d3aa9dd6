package dev.crayfleet.emulator;

/** Somebody who can log in: a bot or a person. */
record Account(long id, String name, boolean bot, String token) {
    /** The value of the {@code Authorization} header. */
    String authorization() {
        return bot ? "Bot " + token : token;
    }
}
