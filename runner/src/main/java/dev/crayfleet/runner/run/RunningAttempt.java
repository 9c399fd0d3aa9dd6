package dev.crayfleet.runner.run;

import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.RunMessage.RunProgressed;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** An agent at work. */
final class RunningAttempt {
    /** However short the beats are: nobody reads faster. */
    private static final Duration APART = Duration.ofSeconds(2);

    private static final long NEVER = Long.MIN_VALUE;

    private final ClaimGranted claim;
    private final CancellationToken stop = new CancellationToken();
    private volatile String note = "";
    private long told = NEVER;

    RunningAttempt(ClaimGranted claim) {
        this.claim = claim;
    }

    ClaimGranted claim() {
        return claim;
    }

    CancellationToken stop() {
        return stop;
    }

    /** Only the last note is told. */
    void note(String said) {
        note = said;
    }

    /**
     * What there is to say since the last time.
     *
     * @param now a ticker's; asked by one thread at a time
     */
    Optional<RunProgressed> progress(long now, Instant at) {
        String said = note;
        if (said.isEmpty() || told != NEVER && now - told < APART.toNanos()) {
            return Optional.empty();
        }
        note = "";
        told = now;
        return Optional.of(
                new RunProgressed(claim.pool(), claim.holder(), claim.attempt(), said, at));
    }
}
