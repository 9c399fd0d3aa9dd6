package dev.crayfleet.cli.setup;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What was said beforehand, so that it need not be asked.
 *
 * @param file that is written
 * @param token that was given for this set-up
 * @param server id or name
 * @param channels ids or names
 * @param consent to what would be asked
 * @param addresses of another server that speaks Discord's protocol
 */
public record SetupOptions(
        Path file,
        Optional<FoundToken> token,
        Optional<String> server,
        Channels channels,
        Consent consent,
        Addresses addresses) {
    /** Ids or names, as somebody wrote them. */
    public record Channels(
            Optional<String> taskQueue, Optional<String> results, Optional<String> workerPool) {}

    /**
     * @param yes whether what is proposed is taken without asking, missing channels included
     * @param force whether the file may be written over
     */
    public record Consent(boolean yes, boolean force) {}

    /** Both empty for the real Discord. */
    public record Addresses(String api, String gateway) {}
}
