package dev.crayfleet.dispatcher.kafka;

import java.util.Optional;

/**
 * Sets a record aside whose handling has ended this process, or another's, three starts in a row:
 * out of memory above all, or a crash of the machine's code. A note of where a start began is kept
 * where the next start finds it; one that begins at the same place again goes on record by record,
 * each noted before it is handled and committed after it, until the one to blame is known.
 *
 * <pre>
 * start 1   notes (offset 40, 1), handles 40, 41, 42 …          ends
 * start 2   finds it, notes (40, 2), handles and commits 40,
 *           notes (41, 2), handles 41                           ends
 * start 3   begins at 41, notes (41, 3), handles it             ends
 * start 4   begins at 41, whose note says 3: it is set aside
 * </pre>
 *
 * One for each partition of a lane, from when the lane is opened. For one thread.
 */
final class CrashLoopRule {
    static final int MAX_STARTS = 3;

    /** At least as many as were handled before the first commit of the start that ended. */
    private static final int CAREFUL_RECORDS = 200;

    private final Optional<Note> found;
    private int records;
    private int starts;
    private long noted = -1;

    /**
     * What is kept.
     *
     * @param offset of the first record that was not known to be handled
     * @param starts that have begun with it; the last of them may be running
     */
    record Note(long offset, int starts) {}

    /** What to do with a record. */
    enum Verdict {
        /** As always. */
        HANDLE,
        /** Note it first. */
        NOTE,
        /** Note it first, and commit after it. */
        NOTE_AND_COMMIT,
        /** It is a dead letter, unseen. */
        SET_ASIDE
    }

    /**
     * @param found the note that was kept, if there is one
     */
    CrashLoopRule(Optional<Note> found) {
        this.found = found;
    }

    /** Says what to do with the next record. */
    Verdict next(long offset) {
        records++;
        if (records == 1) {
            int before = found.filter(note -> note.offset() == offset).map(Note::starts).orElse(0);
            if (before >= MAX_STARTS) {
                return Verdict.SET_ASIDE;
            }
            starts = before + 1;
            noted = offset;
        }
        if (starts > 1 && records <= CAREFUL_RECORDS) {
            noted = offset;
            return Verdict.NOTE_AND_COMMIT;
        }
        return records == 1 ? Verdict.NOTE : Verdict.HANDLE;
    }

    /** The note to be kept before the record is handled. */
    Note note() {
        return new Note(noted, starts);
    }

    /** The note to be kept at an orderly end, which is nobody's fault; absent if none was. */
    Optional<Note> noteAtTheEnd() {
        return noted < 0 ? Optional.empty() : Optional.of(new Note(noted, starts - 1));
    }
}
