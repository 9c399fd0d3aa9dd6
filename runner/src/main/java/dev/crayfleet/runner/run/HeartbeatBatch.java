package dev.crayfleet.runner.run;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.runner.slots.RunnerSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a runner sends every few seconds.
 *
 * @param heartbeats of the session, to each pool that it serves by now, and a join before it to
 *     pools that do not know it, or were told otherwise
 * @param progress of its agents
 */
record HeartbeatBatch(
        RunnerSession session, List<RunMessage> heartbeats, List<RunMessage> progress) {
    /**
     * @param slots offered to each pool at this moment; others are told nothing
     * @param details that a pool is told when it is joined
     */
    static HeartbeatBatch of(
            RunnerSession session,
            Map<Pool, Integer> slots,
            Function<Pool, RunnerDetails> details,
            List<RunMessage> progress,
            Instant at) {
        List<RunMessage> heartbeats = new ArrayList<>();
        for (Pool pool : slots.keySet()) {
            int offered = slots.getOrDefault(pool, 0);
            RunnerDetails said = details.apply(pool);
            if (session.hasNews(pool, said)) {
                heartbeats.add(new RunnerJoined(pool, session.holder(), offered, said, at));
            }
            heartbeats.add(
                    new RunnerBeat(
                            pool,
                            session.holder(),
                            offered,
                            session.heldAttempts(pool),
                            session.readUpTo(pool),
                            at,
                            said.abilities()));
        }
        return new HeartbeatBatch(session, heartbeats, progress);
    }
}
