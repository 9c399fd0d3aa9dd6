package dev.crayfleet.emulator;

/** Somebody who can log in: a bot, or the person at the page. */
record Account(long id, String name, boolean bot, String token) {
    String authorization() {
        return bot ? "Bot " + token : token;
    }

    String mention() {
        return "<@" + id + ">";
    }
}
