package dev.crayfleet.fleet.gate;

import java.util.Set;

/** Somebody whom a fleet file does not name, by the way in that they come. */
public enum Stranger {
    DISCORD(
            "whoever can write in the Discord task channel",
            new Principal.DiscordUser("", Set.of())),
    TOKEN("whoever has a token for HTTP without a role", new Principal.Token("", Set.of())),
    KAFKA("whoever can write to Kafka", new Principal.UnknownKafka()),
    LOCAL(
            "whoever has the fleet's own token, or is on its machine where none is demanded",
            new Principal.Local());

    private final String sentence;
    private final Principal principal;

    Stranger(String sentence, Principal principal) {
        this.sentence = sentence;
        this.principal = principal;
    }

    /** Who that is, to begin a sentence in lower case. */
    public String sentence() {
        return sentence;
    }

    public Principal principal() {
        return principal;
    }
}
