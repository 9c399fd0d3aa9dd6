package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.dispatcher.ledger.LedgerEntry.TaskForgotten;
import dev.crayfleet.dispatcher.ledger.RunnerKey;
import java.time.Instant;

/**
 * The keys of the ledger's rows.
 *
 * <pre>
 * asked/&lt;id&gt;                             LedgerRows.StoredSubmission: the constant part of a live task
 * task/&lt;id&gt;                              LedgerRows.StoredProgress: the changing part of a live task
 * pool/&lt;pool&gt;                            PoolTotals
 * replay/&lt;id&gt;                            ReplayEntry
 * done/&lt;id&gt;                              FinishedTask
 * ended/&lt;13 digits of ms&gt;/&lt;id&gt;           empty: ended tasks by age, so that old ones are found by a short scan
 * runner/&lt;pool&gt;/&lt;runner&gt;/&lt;incarnation&gt;  RunnerEntry
 * quiet/&lt;pool&gt;/&lt;runner&gt;/&lt;incarnation&gt;   8 bytes: ms when a runner that has gone quiet was last heard from
 * stop                                   LaneStop
 * fleet                                  LaneFleet
 * pause/&lt;pool&gt;                           PoolPause
 * </pre>
 */
final class LedgerKeys {
    static final String SUBMISSION = "asked/";
    static final String PROGRESS = "task/";
    static final String POOL = "pool/";
    static final String REPLAY = "replay/";
    static final String FINISHED = "done/";
    static final String ENDED = "ended/";
    static final String RUNNER = "runner/";
    static final String QUIET = "quiet/";
    static final String STOP = "stop";
    static final String FLEET = "fleet";
    static final String PAUSE = "pause/";

    /** Above every digit and letter that keys have. */
    private static final char END = '~';

    private LedgerKeys() {}

    /** Above every key that begins with the prefix. */
    static String endOf(String prefix) {
        return prefix + END;
    }

    static String ended(Instant at, TaskId id) {
        return endedAt(at) + "/" + id;
    }

    /** Above the keys of tasks that ended before, below those of tasks that ended then. */
    static String endedAt(Instant at) {
        return ENDED + "%013d".formatted(at.toEpochMilli());
    }

    static TaskForgotten parseEnded(String key) {
        String[] parts = key.split("/", 3);
        return new TaskForgotten(
                new TaskId(parts[2]), Instant.ofEpochMilli(Long.parseLong(parts[1])));
    }

    static String runner(RunnerKey key) {
        return RUNNER + suffix(key);
    }

    static String quiet(RunnerKey key) {
        return QUIET + suffix(key);
    }

    private static String suffix(RunnerKey key) {
        return key.pool() + "/" + key.holder().runner() + "/" + key.holder().incarnation();
    }

    /**
     * @param suffix of the key, behind the prefix
     */
    static RunnerKey parseRunner(String suffix) {
        String[] parts = suffix.split("/", 3);
        return new RunnerKey(
                new Pool(parts[0]), new Holder(new RunnerId(parts[1]), new Incarnation(parts[2])));
    }
}
