package dev.crayfleet.poster.discord;

import dev.crayfleet.poster.rendering.DiscordAction;

/** Single requests to Discord, without retries. */
interface DiscordClient {
    /** Tries to do it, once. */
    Outcome attempt(DiscordAction action) throws InterruptedException;

    /**
     * Looks whether it was done before.
     *
     * @param inDoubt when it may have been done
     * @return {@link Outcome.Found} or {@link Outcome.Absent}, or why that cannot be told
     */
    Outcome find(DiscordAction action, InDoubtWindow inDoubt) throws InterruptedException;
}
