package dev.crayfleet.poster.kafka;

import dev.crayfleet.poster.discord.InDoubtWindow;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Handles the records of a channel consumer. */
interface RecordHandler {
    /** How the handling of a record ended. */
    enum HandlingResult {
        NOTHING_TO_DO,
        /** An earlier owner of the partition had done all of it. */
        ALREADY_DONE,
        DONE
    }

    /**
     * Returns when the record is handled.
     *
     * @param inDoubt when an earlier owner of the partition may have handled it already
     * @throws InterruptedException if it was stopped before
     */
    HandlingResult handle(ConsumerRecord<byte[], byte[]> record, InDoubtWindow inDoubt)
            throws InterruptedException;

    /**
     * Makes the record a dead letter without reading its value, and posts a notice where somebody
     * waits for it. Returns when nothing more is to be done for it.
     *
     * @param reason a sentence for the dead letter
     * @param inDoubt when an earlier owner of the partition may have posted the notice already
     * @throws InterruptedException if it was stopped before
     */
    HandlingResult giveUp(
            ConsumerRecord<byte[], byte[]> record, String reason, InDoubtWindow inDoubt)
            throws InterruptedException;

    /** Whether a record could be handled now, without waiting for a login at Discord. */
    boolean isReady();

    /** Whether the record that is being handled only waits for Discord or Kafka. */
    boolean isWaiting();

    /** Ends waits: the waiting calls throw {@link InterruptedException}. */
    void stop();
}
