package dev.crayfleet.runner.run;

import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.RunMessage.RunProgressed;
import dev.crayfleet.runner.executor.Stop;
import java.time.Instant;
import java.util.Optional;

/** An agent at work. */
final class Running {
    private final ClaimGranted claim;
    private final Stop stop = new Stop();
    private volatile String note = "";

    Running(ClaimGranted claim) {
        this.claim = claim;
    }

    ClaimGranted claim() {
        return claim;
    }

    Stop stop() {
        return stop;
    }

    /** Only the last note before a beat is told. */
    void note(String said) {
        note = said;
    }

    /** What there is to say since the last time. */
    Optional<RunProgressed> progress(Instant at) {
        String said = note;
        note = "";
        return said.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RunProgressed(claim.pool(), claim.holder(), claim.attempt(), said, at));
    }
}
