package dev.crayfleet.poster.kafka;

import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/** What a {@link ChannelConsumer} provides to each of its consumer loops. */
interface LoopContext {
    /** Whether the loop is to go on. */
    boolean isOpen();

    Instant now();

    /** Called when the consumer is able to read. */
    void onReadSuccess();

    /** Runs a task in the thread that posts. */
    Future<RecordHandler.HandlingResult> submit(Callable<RecordHandler.HandlingResult> task);
}
