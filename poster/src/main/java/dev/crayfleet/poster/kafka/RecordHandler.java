package dev.crayfleet.poster.kafka;

import dev.crayfleet.poster.discord.InDoubtWindow;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a line does with its records. */
interface RecordHandler {
    /** What came of a record. */
    enum Dealt {
        /** There was nothing to do. */
        NOTHING,
        /** All of it had been done before. */
        FOUND,
        /** It is done now. */
        DONE
    }

    /**
     * Returns when nothing more is to be done for the record.
     *
     * @param doubt when it may have been done already
     * @throws InterruptedException if it was stopped before
     */
    Dealt deal(ConsumerRecord<byte[], byte[]> record, InDoubtWindow doubt)
            throws InterruptedException;

    /**
     * Gives the record up without looking into it, and says so where it is missed. Returns when
     * nothing more is to be done for it.
     *
     * @param reason a sentence for the dead letter
     * @param doubt when it may have been done already
     * @throws InterruptedException if it was stopped before
     */
    Dealt setAside(ConsumerRecord<byte[], byte[]> record, String reason, InDoubtWindow doubt)
            throws InterruptedException;

    /** Whether a record can be dealt with now, and need not wait for Discord from the start. */
    boolean ready();

    /** Whether the record that is being dealt with only waits. */
    boolean waits();

    /** Lets go what waits. */
    void stop();
}
