package dev.crayfleet.poster.kafka;

import dev.crayfleet.poster.discord.InDoubtWindow;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes one record at a time to the thread that posts, and polls meanwhile. A record's offset is
 * committed after it was handled, never before, and nothing more is posted until it is. Confined to
 * the consumer's thread.
 *
 * <p>The first records of a partition that was taken over are also committed as started before they
 * are handled; see {@link CrashCounter}.
 */
final class RecordProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(RecordProcessor.class);

    private final ChannelConsumer.Settings settings;
    private final Consumer<byte[], byte[]> consumer;
    private final Poller poller;
    private final RecordHandler handler;
    private final LoopContext context;
    private final RecentAssignments recentAssignments = new RecentAssignments();
    private final OffsetCommitter committer;
    private @Nullable InFlightRecord current;

    /** Polls; called only while every partition is paused. */
    interface Poller {
        void poll(Duration wait);
    }

    RecordProcessor(
            ChannelConsumer.Settings settings,
            Consumer<byte[], byte[]> consumer,
            Poller poller,
            RecordHandler handler,
            LoopContext context) {
        this.settings = settings;
        this.consumer = consumer;
        this.poller = poller;
        this.handler = handler;
        this.context = context;
        this.committer = new OffsetCommitter(settings.name(), consumer, settings.kafkaTimeout());
    }

    void onAssigned(Collection<TopicPartition> partitions) {
        recentAssignments.add(partitions, context.now());
    }

    /** Called while the partitions still belong to this instance. */
    void onRevoked(Collection<TopicPartition> partitions) {
        InFlightRecord inFlight = current;
        if (inFlight != null && partitions.contains(inFlight.partition)) {
            inFlight.undoStart(committer);
        }
        committer.commit();
        onLost(partitions);
    }

    /** Called when the partitions already belong to another instance. */
    void onLost(Collection<TopicPartition> partitions) {
        committer.forget(partitions);
        recentAssignments.forget(partitions);
        InFlightRecord inFlight = current;
        if (inFlight != null && partitions.contains(inFlight.partition)) {
            inFlight.onPartitionLost();
        }
    }

    /** All records of the last poll have been processed. */
    void onBatchHandled() {
        recentAssignments.onBatchHandled();
        committer.commit();
    }

    /** Tries once to commit all offsets that are not committed yet. */
    void commit() {
        committer.commit();
    }

    /**
     * Returns when the record is handled and committed, when its partition belongs to another
     * instance, or when the channel consumer is closed.
     *
     * @throws IllegalStateException if the handler failed
     */
    void process(InFlightRecord inFlight) throws InterruptedException {
        current = inFlight;
        try {
            start(inFlight);
            if (inFlight.partitionLost || !context.isOpen()) {
                inFlight.undoStart(committer);
                return;
            }
            Future<RecordHandler.HandlingResult> result = submit(inFlight);
            inFlight.result = result;
            complete(inFlight, await(inFlight, result));
        } catch (CancellationException e) {
            LOG.info("{}: {} is another instance's now", settings.name(), inFlight.partition);
        } catch (ExecutionException e) {
            if (!context.isOpen() && e.getCause() instanceof InterruptedException) {
                // Stopped; the record is handled after the next start.
                inFlight.undoStart(committer);
                return;
            }
            throw new IllegalStateException(inFlight.partition + " could not be handled", e);
        } finally {
            inFlight.cancel();
            current = null;
        }
    }

    /** Commits that the record is started, if it may be the one that crashed the previous owner. */
    private void start(InFlightRecord inFlight) {
        if (inFlight.giveUpReason != null || !recentAssignments.isUnproven(inFlight.partition)) {
            return;
        }
        // Waiting for Discord does not count as a start, because a poster may be restarted often
        // meanwhile.
        while (!handler.isReady() && !inFlight.partitionLost && context.isOpen()) {
            poller.poll(settings.pollInterval());
        }
        if (inFlight.partitionLost || !context.isOpen()) {
            return;
        }
        CrashCounter starts =
                CrashCounter.of(
                        inFlight.record.offset(), committedByPreviousOwner(inFlight.partition));
        if (starts.isExhausted()) {
            inFlight.giveUpReason =
                    "the processes that started it ended without finishing it, %d times in a row"
                            .formatted(starts.starts());
        }
        inFlight.committedStart = starts;
        committer.add(inFlight.partition, starts.afterStart());
        commitUntilDone();
    }

    /** Null if this instance has already committed an offset of this partition. */
    private @Nullable OffsetAndMetadata committedByPreviousOwner(TopicPartition partition) {
        return recentAssignments.markStarted(partition)
                ? consumer.committed(Set.of(partition), settings.kafkaTimeout()).get(partition)
                : null;
    }

    private Future<RecordHandler.HandlingResult> submit(InFlightRecord inFlight) {
        InDoubtWindow inDoubt =
                recentAssignments.inDoubt(
                        inFlight.partition, inFlight.record.timestamp(), context.now());
        String giveUpReason = inFlight.giveUpReason;
        return context.submit(() ->
                giveUpReason == null
                        ? handler.handle(inFlight.record, inDoubt)
                        : handler.giveUp(inFlight.record, giveUpReason, inDoubt));
    }

    private RecordHandler.HandlingResult await(
            InFlightRecord inFlight, Future<RecordHandler.HandlingResult> result)
            throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return result.get(settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillRunning) {
                // All partitions are paused, so this poll only keeps the consumer in its group.
                poller.poll(Duration.ZERO);
                if (inFlight.committedStart != null && handler.isWaiting()) {
                    inFlight.undoStart(committer);
                    committer.commit();
                }
            }
        }
    }

    private void complete(InFlightRecord inFlight, RecordHandler.HandlingResult result) {
        if (inFlight.partitionLost) {
            throw new CancellationException("answered too late");
        }
        boolean startCommitted = inFlight.committedStart != null;
        inFlight.committedStart = null;
        committer.add(inFlight.partition, new OffsetAndMetadata(inFlight.record.offset() + 1));
        if (result == RecordHandler.HandlingResult.DONE) {
            recentAssignments.onNewPost(inFlight.partition);
        }
        if (startCommitted || result != RecordHandler.HandlingResult.NOTHING_TO_DO) {
            commitUntilDone();
        }
        inFlight.completed = !inFlight.partitionLost;
    }

    /** Tries until it succeeds or the consumer is closed. */
    private void commitUntilDone() {
        while (!committer.commit() && context.isOpen()) {
            // All partitions are paused. If a rebalance blocks the commit, polling ends it.
            poller.poll(settings.pollInterval());
        }
    }
}
