package dev.crayfleet.ingest.discord;

import java.util.Optional;
import java.util.Set;

/** What has to be known of a server besides a message. Ids are snowflakes. */
interface GuildDirectory {
    /** Our user and our application. */
    Set<String> ownIds();

    /** Whether a role was made by our joining, so that a mention of it is a mention of us. */
    boolean isOwnRole(String id);

    /** The role's name; empty if there is none with this id. */
    Optional<String> role(String id);

    /** The channel's name; empty if there is none with this id. */
    Optional<String> channel(String id);
}
