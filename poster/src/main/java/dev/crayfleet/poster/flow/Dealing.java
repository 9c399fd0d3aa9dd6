package dev.crayfleet.poster.flow;

import dev.crayfleet.poster.discord.Doubt;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a line does with its records. */
interface Dealing {
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
    Dealt deal(ConsumerRecord<String, byte[]> record, Doubt doubt) throws InterruptedException;

    /** Lets go what waits. */
    void stop();
}
