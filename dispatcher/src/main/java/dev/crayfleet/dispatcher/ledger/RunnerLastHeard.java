package dev.crayfleet.dispatcher.ledger;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a session of a runner was heard of, by the dispatcher that has the lane and by the one
 * before.
 */
final class RunnerLastHeard {
    /**
     * One and a half heartbeat intervals by default. Reading a backlog of old messages takes less
     * than that.
     */
    private static final Duration MIN_SPEAKING_TIME = Duration.ofSeconds(3);

    private @Nullable Instant leaseFrom;
    private @Nullable Instant quietSince;
    private @Nullable Instant firstHeardAt;
    private boolean isLive;

    /**
     * @param isRecent whether the message is recent by its timestamp. If not, the runner counts as
     *     alive once it keeps sending messages, because its clock may be wrong
     */
    void heard(Instant at, boolean isRecent) {
        leaseFrom = at;
        if (firstHeardAt == null) {
            firstHeardAt = at;
        }
        isLive |= isRecent || !firstHeardAt.plus(MIN_SPEAKING_TIME).isAfter(at);
    }

    /** Whether this dispatcher itself has heard from it since it took the lane over. */
    boolean isLive() {
        return isLive;
    }

    /**
     * Records that it has sent no heartbeat for a while, or sends them again.
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
     * Takes over what the previous dispatcher of the lane stored.
     *
     * @param atTheLatest when it was last heard from, if nothing was stored
     */
    void takeOver(Instant atTheLatest) {
        if (leaseFrom == null) {
            leaseFrom = quietSince == null ? atTheLatest : quietSince;
        }
    }

    /** When it was last heard from. If that is not known, the lease starts now. */
    Instant timeOr(Instant now) {
        if (leaseFrom == null) {
            leaseFrom = now;
        }
        return leaseFrom;
    }
}
