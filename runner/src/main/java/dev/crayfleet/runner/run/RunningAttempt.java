package dev.crayfleet.runner.run;

import dev.crayfleet.agents.delegation.TaskGrant;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.workspace.LogReader;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.RunMessage.RunProgressed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An attempt whose agent is at work. */
final class RunningAttempt {
    /** Also where heartbeats are more frequent: people do not read faster. */
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(2);

    private static final long NEVER = Long.MIN_VALUE;

    private final ClaimGranted claim;
    private final CancellationToken cancellation = new CancellationToken();
    private volatile String latestNote = "";
    private volatile @Nullable LogReader log;
    private volatile @Nullable TaskGrant grant;
    private long reportedAt = NEVER;

    RunningAttempt(ClaimGranted claim) {
        this.claim = claim;
    }

    ClaimGranted claim() {
        return claim;
    }

    CancellationToken cancellation() {
        return cancellation;
    }

    /** From now on, its agent can ask others to do something. */
    void delegateBy(TaskGrant opened) {
        grant = opened;
    }

    /** Empty where its agent cannot ask others. */
    Optional<TaskGrant> grant() {
        return Optional.ofNullable(grant);
    }

    /** From now on, what its agent prints can be read. */
    void logIn(LogReader reader) {
        log = reader;
    }

    /**
     * Some of what its agent has printed. For one thread at a time.
     *
     * @param after position behind what is known already; absent where the end is asked for
     * @return nothing where nothing was printed by now
     * @throws IOException if it cannot be read
     */
    LogReader.Part readLog(@Nullable Long after) throws IOException {
        LogReader reader = log;
        return reader == null ? LogReader.Part.NOTHING : reader.read(after);
    }

    /** Only the latest note is reported. */
    void progressed(String note) {
        latestNote = note;
    }

    /**
     * What there is to report since the last time; empty if that was not long ago.
     *
     * @param now of a monotonic clock; called by one thread at a time
     */
    Optional<RunProgressed> takeProgress(long now, Instant at) {
        String note = latestNote;
        if (note.isEmpty()
                || reportedAt != NEVER && now - reportedAt < PROGRESS_INTERVAL.toNanos()) {
            return Optional.empty();
        }
        latestNote = "";
        reportedAt = now;
        return Optional.of(
                new RunProgressed(claim.pool(), claim.holder(), claim.attempt(), note, at));
    }
}
