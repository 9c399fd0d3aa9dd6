package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.dispatcher.ledger.ReplayEntry;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the tasks that replays repeat from the tasks topic, on a thread of its own, so that no lane
 * has to wait. If one cannot be read now, the lane asks again; pending replays are kept in the
 * ledger.
 */
final class ReplaySourceReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplaySourceReader.class);
    private static final int MAX_QUEUED = 256;

    private final KafkaSettings kafka;
    private final Codec codec;
    private final Duration timeout;
    private final ThreadPoolExecutor reader =
            new ThreadPoolExecutor(
                    0,
                    1,
                    5,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(MAX_QUEUED),
                    Thread.ofPlatform().name("crayfleet-originals").daemon().factory());

    /**
     * @param timeout how long reading one record may take
     */
    ReplaySourceReader(KafkaSettings kafka, Codec codec, Duration timeout) {
        this.kafka = kafka;
        this.codec = codec;
        this.timeout = timeout;
    }

    /**
     * Starts reading the source of a replay. Exactly one of the two callbacks is called, on another
     * thread or on this one.
     *
     * @param onRead gets the source, or the reason why it no longer exists
     * @param onFailure called if it could not be read and has to be requested again
     */
    void read(ReplayEntry replay, Consumer<Input> onRead, Runnable onFailure) {
        try {
            reader.execute(() -> {
                try {
                    onRead.accept(read(replay));
                } catch (RuntimeException | ReadTimeoutException e) {
                    LOG.warn(
                            "the original of replay {} cannot be read yet: {}",
                            replay.request().id(),
                            e.toString());
                    onFailure.run();
                }
            });
        } catch (RejectedExecutionException e) {
            onFailure.run();
        }
    }

    private Input read(ReplayEntry replay) throws ReadTimeoutException {
        TaskId id = replay.request().id();
        RecordPosition place = replay.original();
        TopicPartition partition = new TopicPartition(Topics.TASKS.topic(), place.partition());
        Map<String, Object> settings = new HashMap<>(kafka.consumer("crayfleet-originals"));
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis()));
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            Long first = consumer.beginningOffsets(List.of(partition)).get(partition);
            if (first == null || first > place.offset()) {
                return new Input.ReplaySourceMissing(id, "its record is no longer kept in Kafka");
            }
            consumer.seek(partition, place.offset());
            long deadlineNanos = System.nanoTime() + timeout.toNanos();
            while (System.nanoTime() < deadlineNanos) {
                for (ConsumerRecord<String, byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    return record.offset() == place.offset()
                            ? decode(id, record.value(), place)
                            : new Input.ReplaySourceMissing(id, "its record is no longer there");
                }
            }
        }
        throw new ReadTimeoutException("it did not come within " + timeout.toSeconds() + " s");
    }

    private Input decode(TaskId id, byte[] value, RecordPosition place) {
        return switch (codec.decodeTask(value, place)) {
            case Decoded.Unreadable<TaskMessage> unreadable ->
                    new Input.ReplaySourceMissing(id, unreadable.reason());
            case Decoded.Readable<TaskMessage> readable ->
                    readable.message() instanceof TaskSubmitted task
                            ? new Input.ReplaySourceFound(id, task)
                            : new Input.ReplaySourceMissing(id, "its record is no task");
        };
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }

    private static final class ReadTimeoutException extends Exception {
        private static final long serialVersionUID = 1L;

        ReadTimeoutException(String message) {
            super(message);
        }
    }
}
