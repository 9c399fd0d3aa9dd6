package dev.crayfleet.dispatcher.ledger;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a session of a runner was heard of, by the dispatcher that has the lane and by the one
 * before.
 */
final class RunnerLastHeard {
    /** A heartbeat and a half, by default: what was said long ago is all read in less. */
    private static final Duration MIN_SPEAKING_TIME = Duration.ofSeconds(3);

    private @Nullable Instant leaseFrom;
    private @Nullable Instant quietSince;
    private @Nullable Instant firstHeardAt;
    private boolean isLive;

    /**
     * @param isRecent whether it has just said it; else it is believed to live when it goes on
     *     speaking: its clock may be wrong
     */
    void heard(Instant at, boolean isRecent) {
        leaseFrom = at;
        if (firstHeardAt == null) {
            firstHeardAt = at;
        }
        isLive |= isRecent || !firstHeardAt.plus(MIN_SPEAKING_TIME).isAfter(at);
    }

    /** Whether the dispatcher that has the lane has heard that it lives. */
    boolean isLive() {
        return isLive;
    }

    /**
     * Notes that it has been quiet for several heartbeats, or is so no more.
     *
     * @param since when it was last heard of; absent when it is heard of again
     */
    void setQuietSince(@Nullable Instant since) {
        quietSince = since;
    }

    boolean isQuiet() {
        return quietSince != null;
    }

    /**
     * Another dispatcher had the lane before: what it noted counts.
     *
     * @param atTheLatest when it was last heard of, if nothing was noted
     */
    void takeOver(Instant atTheLatest) {
        if (leaseFrom == null) {
            leaseFrom = quietSince == null ? atTheLatest : quietSince;
        }
    }

    /** When it was last heard of; from now on, if that is not known. */
    Instant lastHeardOr(Instant now) {
        if (leaseFrom == null) {
            leaseFrom = now;
        }
        return leaseFrom;
    }
}
