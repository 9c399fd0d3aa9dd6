package dev.crayfleet.dispatcher.kafka;

import java.util.Optional;

/**
 * Sets a record aside if handling it has ended three dispatchers in a row, usually because they ran
 * out of memory or the virtual machine crashed. Each start stores the offset at which it begins,
 * where the next start reads it. A start that begins at the same offset again handles records one
 * by one: it counts the start before each record and commits after it, so that the crashing record
 * becomes known.
 *
 * <pre>
 * start 1   stores (40, 1), handles 40, 41, 42 …              crashes
 * start 2   reads it, stores (40, 2), handles and commits 40,
 *           stores (41, 2), handles 41                        crashes
 * start 3   begins at 41, stores (41, 3), handles it          crashes
 * start 4   begins at 41, for which 3 starts are stored: the record is set aside
 * </pre>
 *
 * There is one for each partition of a lane, made when the lane is opened. For one thread.
 */
final class CrashLoopRule {
    static final int MAX_STARTS = 3;

    /** At least as many as the crashed start can have handled before its first commit. */
    private static final int MAX_CAREFUL_RECORDS = 200;

    private final Optional<StartCounter> previous;
    private int records;
    private int starts;
    private long countedOffset = -1;

    /** What to do with a record. */
    enum Verdict {
        /** Handle it as usual. */
        HANDLE,
        /** Store the start counter first. */
        COUNT_START,
        /** Store the start counter first, and commit after the record. */
        COUNT_START_AND_COMMIT,
        /** Make it a dead letter without reading it. */
        DEAD_LETTER
    }

    /**
     * @param previous the counter that was stored last, if there is one
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
            countedOffset = offset;
        }
        if (starts > 1 && records <= MAX_CAREFUL_RECORDS) {
            countedOffset = offset;
            return Verdict.COUNT_START_AND_COMMIT;
        }
        return records == 1 ? Verdict.COUNT_START : Verdict.HANDLE;
    }

    /** The counter to store before the record is handled. */
    StartCounter start() {
        return new StartCounter(countedOffset, starts);
    }

    /**
     * The counter to store at an orderly end, so that it does not count as a crash; absent if none
     * was stored.
     */
    Optional<StartCounter> startAfterOrderlyEnd() {
        return countedOffset < 0
                ? Optional.empty()
                : Optional.of(new StartCounter(countedOffset, starts - 1));
    }
}
