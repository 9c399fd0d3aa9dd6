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
 * Reads the records that replays repeat, on a thread of its own, so that no lane waits for it. What
 * cannot be read now is asked for again by the lane's next look; what waits is in the ledger.
 */
final class ReplaySourceReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplaySourceReader.class);
    private static final int WAITING = 256;

    private final KafkaSettings kafka;
    private final Codec codec;
    private final Duration patience;
    private final ThreadPoolExecutor reader =
            new ThreadPoolExecutor(
                    0,
                    1,
                    5,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(WAITING),
                    Thread.ofPlatform().name("crayfleet-originals").daemon().factory());

    /**
     * @param patience how long a record may take to come
     */
    ReplaySourceReader(KafkaSettings kafka, Codec codec, Duration patience) {
        this.kafka = kafka;
        this.codec = codec;
        this.patience = patience;
    }

    /**
     * Reads an original, soon.
     *
     * @param answer told what became of it; not told anything if it has to be asked again
     * @param again told if it has to be asked again
     */
    void read(ReplayEntry replay, Consumer<Input> answer, Runnable again) {
        try {
            reader.execute(() -> {
                try {
                    answer.accept(read(replay));
                } catch (RuntimeException | LateException e) {
                    LOG.warn(
                            "the original of replay {} cannot be read yet: {}",
                            replay.request().id(),
                            e.toString());
                    again.run();
                }
            });
        } catch (RejectedExecutionException full) {
            again.run();
        }
    }

    private Input read(ReplayEntry replay) throws LateException {
        TaskId id = replay.request().id();
        RecordPosition place = replay.original();
        TopicPartition lane = new TopicPartition(Topics.TASKS.topic(), place.partition());
        Map<String, Object> settings = new HashMap<>(kafka.consumer("crayfleet-originals"));
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(lane));
            Long first = consumer.beginningOffsets(List.of(lane)).get(lane);
            if (first == null || first > place.offset()) {
                return new Input.OriginalGone(id, "its record is no longer kept in Kafka");
            }
            consumer.seek(lane, place.offset());
            long deadline = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    return record.offset() == place.offset()
                            ? found(id, record.value(), place)
                            : new Input.OriginalGone(id, "its record is no longer there");
                }
            }
        }
        throw new LateException("it did not come within " + patience.toSeconds() + " s");
    }

    private Input found(TaskId id, byte[] value, RecordPosition place) {
        return switch (codec.decodeTask(value, place)) {
            case Decoded.Unreadable<TaskMessage> bad -> new Input.OriginalGone(id, bad.reason());
            case Decoded.Readable<TaskMessage> good ->
                    good.message() instanceof TaskSubmitted task
                            ? new Input.Original(id, task)
                            : new Input.OriginalGone(id, "its record is no task");
        };
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }

    private static final class LateException extends Exception {
        private static final long serialVersionUID = 1L;

        LateException(String message) {
            super(message);
        }
    }
}
