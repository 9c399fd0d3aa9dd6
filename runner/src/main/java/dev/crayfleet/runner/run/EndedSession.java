package dev.crayfleet.runner.run;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.runner.slots.RunnerSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A session that has ended, and whose agents are gone.
 *
 * @param informedPools whose dispatchers have fenced it, and need not be told
 */
record EndedSession(RunnerSession session, Set<Pool> informedPools) {
    /** For the other dispatchers: that each attempt is lost, and that the runner left. */
    List<RunMessage> farewell(String reason, Instant at) {
        List<RunMessage> messages = new ArrayList<>();
        for (Pool pool : session.pools()) {
            if (!informedPools.contains(pool)) {
                for (Attempt attempt : session.heldAttempts(pool)) {
                    messages.add(lost(pool, attempt, reason, at));
                }
                messages.add(new RunnerLeft(pool, session.holder(), reason, at));
            }
        }
        return messages;
    }

    private RunFinished lost(Pool pool, Attempt attempt, String reason, Instant at) {
        return new RunFinished(
                pool,
                session.holder(),
                attempt,
                RunOutcome.Failed.of(FailureKind.LOST, reason),
                null,
                at);
    }
}
