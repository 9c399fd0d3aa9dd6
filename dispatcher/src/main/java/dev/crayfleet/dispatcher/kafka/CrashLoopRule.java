package dev.crayfleet.dispatcher.kafka;

import java.util.Optional;

/**
 * Sets a record aside whose handling has ended this process, or another's, three starts in a row:
 * out of memory above all, or a crash of the virtual machine. Where a start began is logged where
 * the next start finds it; one that begins at the same offset again goes on record by record, each
 * logged before it is handled and committed after it, until the one to blame is known.
 *
 * <pre>
 * start 1   logs (offset 40, 1), handles 40, 41, 42 …          ends
 * start 2   finds it, logs (40, 2), handles and commits 40,
 *           logs (41, 2), handles 41                           ends
 * start 3   begins at 41, logs (41, 3), handles it             ends
 * start 4   begins at 41, of which the log says 3: it is set aside
 * </pre>
 *
 * One for each partition of a lane, from when the lane is opened. For one thread.
 */
final class CrashLoopRule {
    static final int MAX_STARTS = 3;

    /** At least as many as were handled before the first commit of the start that ended. */
    private static final int MAX_CAREFUL_RECORDS = 200;

    private final Optional<StartCounter> previous;
    private int records;
    private int starts;
    private long loggedOffset = -1;

    /** What to do with a record. */
    enum Verdict {
        /** Handle it as always. */
        HANDLE,
        /** Log the start first. */
        LOG,
        /** Log the start first, and commit after the record. */
        LOG_AND_COMMIT,
        /** It is a dead letter, without being looked at. */
        DEAD_LETTER
    }

    /**
     * @param previous the start that was logged last, if there is one
     */
    CrashLoopRule(Optional<StartCounter> previous) {
        this.previous = previous;
    }

    /** Says what to do with the next record. */
    Verdict next(long offset) {
        records++;
        if (records == 1) {
            int before =
                    previous.filter(start -> start.offset() == offset)
                            .map(StartCounter::starts)
                            .orElse(0);
            if (before >= MAX_STARTS) {
                return Verdict.DEAD_LETTER;
            }
            starts = before + 1;
            loggedOffset = offset;
        }
        if (starts > 1 && records <= MAX_CAREFUL_RECORDS) {
            loggedOffset = offset;
            return Verdict.LOG_AND_COMMIT;
        }
        return records == 1 ? Verdict.LOG : Verdict.HANDLE;
    }

    /** What is to be logged before the record is handled. */
    StartCounter start() {
        return new StartCounter(loggedOffset, starts);
    }

    /**
     * What is to be logged at an orderly end, for which no record is to blame; absent if nothing
     * was logged.
     */
    Optional<StartCounter> startAfterOrderlyEnd() {
        return loggedOffset < 0
                ? Optional.empty()
                : Optional.of(new StartCounter(loggedOffset, starts - 1));
    }
}
