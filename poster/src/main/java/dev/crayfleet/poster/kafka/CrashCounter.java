package dev.crayfleet.poster.kafka;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * How often in a row a record was begun by somebody who then ended without a word. It is kept in
 * the metadata of the committed position, so that whoever takes the partition over knows it: a
 * record that kills whoever begins it is not begun for ever.
 *
 * @param offset of the record
 * @param count from 0
 */
record CrashCounter(long offset, int count) {
    /** So many starts are enough. */
    static final int MOST = 3;

    private static final String BEGUN = "begun=";

    /**
     * @param committed of the record's partition; what is about another record, or is not of ours,
     *     counts nothing
     */
    static CrashCounter of(long offset, @Nullable OffsetAndMetadata committed) {
        if (committed == null
                || committed.offset() != offset
                || !committed.metadata().startsWith(BEGUN)) {
            return new CrashCounter(offset, 0);
        }
        String digits = committed.metadata().substring(BEGUN.length());
        return new CrashCounter(offset, digits.matches("[0-9]") ? Integer.parseInt(digits) : 0);
    }

    /** Whether it is not begun any more. */
    boolean out() {
        return count >= MOST;
    }

    /** To commit before it is begun. */
    OffsetAndMetadata begun() {
        return at(Math.min(count + 1, MOST));
    }

    /** To commit where it was begun, and nothing speaks against it: it waits, or was stopped. */
    OffsetAndMetadata unharmed() {
        return at(count);
    }

    private OffsetAndMetadata at(int begun) {
        return begun == 0
                ? new OffsetAndMetadata(offset)
                : new OffsetAndMetadata(offset, BEGUN + begun);
    }
}
