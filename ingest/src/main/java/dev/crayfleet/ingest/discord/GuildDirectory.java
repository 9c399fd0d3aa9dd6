package dev.crayfleet.ingest.discord;

import java.util.Optional;
import java.util.Set;

/** Looks up names and ids of a Discord server. Ids are snowflakes. */
interface GuildDirectory {
    /** Ids of our user and our application. */
    Set<String> ownIds();

    /**
     * Whether a role is the one that Discord made when our bot joined, so that a mention of it is a
     * mention of us.
     */
    boolean isOwnRole(String id);

    /** The role's name; empty if there is none with this id. */
    Optional<String> role(String id);

    /** The channel's name; empty if there is none with this id. */
    Optional<String> channel(String id);
}
