package dev.crayfleet.poster.discord;

import dev.crayfleet.poster.rendering.DiscordAction;

/** Single requests to Discord, without retries. */
interface DiscordClient {
    /** Tries to perform the action, once. */
    RequestOutcome attempt(DiscordAction action) throws InterruptedException;

    /**
     * Checks whether the action was performed before.
     *
     * @param inDoubt when it may have been done
     * @return {@link RequestOutcome.Found} or {@link RequestOutcome.Absent}, or why that is not
     *     known
     */
    RequestOutcome find(DiscordAction action, InDoubtWindow inDoubt) throws InterruptedException;
}
