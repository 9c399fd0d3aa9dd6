package dev.crayfleet.poster.kafka;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Counts how often in a row a record was started by a process that ended before it had finished it.
 * The count is kept in the metadata of the committed offset, where the next owner of the partition
 * reads it. So a record that crashes every process is given up in the end.
 *
 * @param offset of the record
 * @param starts that were not finished, from 0
 */
record CrashCounter(long offset, int starts) {
    /** After this many unfinished starts the record is given up. */
    static final int MAX_STARTS = 3;

    private static final String METADATA_PREFIX = "begun=";

    /**
     * @param committed offset of the record's partition; if it is the offset of another record or
     *     has other metadata, no start is counted
     */
    static CrashCounter of(long offset, @Nullable OffsetAndMetadata committed) {
        if (committed == null
                || committed.offset() != offset
                || !committed.metadata().startsWith(METADATA_PREFIX)) {
            return new CrashCounter(offset, 0);
        }
        String digits = committed.metadata().substring(METADATA_PREFIX.length());
        return new CrashCounter(offset, digits.matches("[0-9]") ? Integer.parseInt(digits) : 0);
    }

    /** Whether the record is to be given up. */
    boolean isExhausted() {
        return starts >= MAX_STARTS;
    }

    /** To commit before the record is started. */
    OffsetAndMetadata afterStart() {
        return withStarts(Math.min(starts + 1, MAX_STARTS));
    }

    /**
     * To commit if a started record did not crash the process: it waits for Discord, or was
     * stopped.
     */
    OffsetAndMetadata beforeStart() {
        return withStarts(starts);
    }

    private OffsetAndMetadata withStarts(int count) {
        return count == 0
                ? new OffsetAndMetadata(offset)
                : new OffsetAndMetadata(offset, METADATA_PREFIX + count);
    }
}
