package dev.crayfleet.poster.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Polls one Kafka consumer from its subscription to its end. While a post takes its time, or
 * Discord is away for hours, the partitions are paused and polls go on, so that Kafka does not take
 * them away. Confined to the consumer's thread.
 *
 * <p>The offset of a record is committed after its post and before the next post. So the next owner
 * of a partition has to doubt only one post: that of the first record with something to do. It is
 * searched for in the channel; if it is found, the next one is searched for too, because Kafka may
 * have lost commits.
 */
final class ConsumerLoop {
    /** A consumer that cannot read fails within its first polls. */
    private static final int SUCCESSFUL_POLLS = 5;

    private final ChannelConsumer.Settings settings;
    private final Consumer<byte[], byte[]> consumer;
    private final UnreadableRecordFinder unreadableRecords;
    private final LoopContext context;
    private final RecordProcessor processor;
    private final Deque<ConsumerRecord<byte[], byte[]>> polled = new ArrayDeque<>();
    private boolean paused;
    private int successfulPolls;

    ConsumerLoop(
            ChannelConsumer.Settings settings,
            Consumer<byte[], byte[]> consumer,
            RecordHandler handler,
            UnreadableRecordFinder unreadableRecords,
            LoopContext context) {
        this.settings = settings;
        this.consumer = consumer;
        this.unreadableRecords = unreadableRecords;
        this.context = context;
        this.processor = new RecordProcessor(settings, consumer, this::poll, handler, context);
    }

    /** Whether it can read: a poll returned records, or several polls succeeded without any. */
    boolean hasRead() {
        return successfulPolls == SUCCESSFUL_POLLS;
    }

    /** Returns when the channel consumer is closed; throws if anything else ends the loop. */
    void run() throws InterruptedException {
        consumer.subscribe(List.of(settings.topic().topic()), new RebalanceListener());
        while (context.isOpen()) {
            read();
            pause();
            for (ConsumerRecord<byte[], byte[]> record = polled.poll();
                    record != null && context.isOpen();
                    record = polled.poll()) {
                processor.process(new InFlightRecord(record, null));
            }
            if (context.isOpen()) {
                processor.onBatchHandled();
                paused = false;
                consumer.resume(consumer.paused());
            }
        }
        processor.commit();
    }

    private void read() throws InterruptedException {
        try {
            poll(settings.pollInterval());
            if (!polled.isEmpty()) {
                successfulPolls = SUCCESSFUL_POLLS;
            } else if (!consumer.assignment().isEmpty() && !hasRead()) {
                successfulPolls++;
            }
            if (hasRead()) {
                context.onReadSuccess();
            }
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            TopicPartition partition =
                    UnreadableRecordFinder.findPartition(e, consumer.assignment())
                            .orElseThrow(() -> e);
            long offset = consumer.position(partition, settings.kafkaTimeout());
            if (!unreadableRecords.isToBeGivenUp(partition, offset)) {
                throw e;
            }
            skip(partition, offset, e);
        }
    }

    /** Makes a dead letter of a record that no consumer can read, and goes on after it. */
    private void skip(TopicPartition partition, long offset, KafkaException failure)
            throws InterruptedException {
        pause();
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        InFlightRecord unreadable =
                new InFlightRecord(
                        new ConsumerRecord<>(
                                partition.topic(), partition.partition(), offset, null, null),
                        "its bytes cannot be read from Kafka: " + cause.getMessage());
        processor.process(unreadable);
        if (unreadable.completed) {
            consumer.seek(partition, offset + 1);
        }
    }

    private void pause() {
        consumer.pause(consumer.assignment());
        paused = true;
    }

    private void poll(Duration wait) {
        consumer.poll(wait).forEach(polled::add);
    }

    /** Kafka calls it during polls, so on the consumer's thread. */
    private final class RebalanceListener implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (paused) {
                consumer.pause(partitions);
            }
            processor.onAssigned(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            processor.onRevoked(partitions);
            dropPolled(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            processor.onLost(partitions);
            dropPolled(partitions);
        }

        private void dropPolled(Collection<TopicPartition> partitions) {
            polled.removeIf(record ->
                    partitions.contains(new TopicPartition(record.topic(), record.partition())));
        }
    }
}
