package dev.crayfleet.ingest.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.ingest.kafka.EndWatch.TaskEnd;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.OffsetRange;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.kafka.TopicScan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads, from now on, how tasks end: by their results, and by events where there will be none. A
 * task that the lane knows already may have ended before, so its result is looked for among the old
 * ones. For one thread.
 */
final class EndReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndReader.class);
    private static final String CLIENT_ID = "crayfleet-ingest-ends";
    private static final String SUBMIT = "submit";
    private static final int API_TIMEOUT_MS = 10_000;
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    /** All others who wait, wait for this, too. */
    private static final Duration SEARCH_TIMEOUT = Duration.ofSeconds(10);

    private final KafkaSettings kafka;
    private final Predicate<TaskId> isWaitedFor;
    private final BiConsumer<TaskId, TaskEnd> listener;
    private final Codec codec = new Codec();
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Begins at what is the end now. */
    EndReader(
            KafkaSettings kafka,
            Predicate<TaskId> isWaitedFor,
            BiConsumer<TaskId, TaskEnd> listener) {
        this.kafka = kafka;
        this.isWaitedFor = isWaitedFor;
        this.listener = listener;
        Map<String, Object> config = new HashMap<>(kafka.consumer(CLIENT_ID));
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        consumer = new KafkaConsumer<>(config, bytes, bytes);
        try {
            List<TopicPartition> all =
                    Stream.of(Topics.RESULTS, Topics.EVENTS)
                            .flatMap(topic -> consumer.partitionsFor(topic.topic()).stream())
                            .map(each -> new TopicPartition(each.topic(), each.partition()))
                            .toList();
            consumer.assign(all);
            consumer.endOffsets(all).forEach(consumer::seek);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    void poll() throws InterruptedException {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
            TaskId task = waitedFor(record.key());
            if (task == null) {
                continue;
            }
            if (record.topic().equals(Topics.RESULTS.topic())) {
                result(task, record.value());
            } else {
                event(task, record.value());
            }
        }
    }

    /** Most records are nobody's here, and are not decoded. */
    private @Nullable TaskId waitedFor(byte @Nullable [] key) {
        if (key == null || key.length > TaskId.MAX_CHARS) {
            return null;
        }
        try {
            TaskId task = new TaskId(new String(key, StandardCharsets.UTF_8));
            return isWaitedFor.test(task) ? task : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void result(TaskId task, byte[] value) {
        if (codec.decodeResult(value) instanceof Decoded.Readable<TaskResult>(TaskResult result)) {
            listener.accept(task, new TaskEnd.Ended(result));
        }
    }

    private void event(TaskId task, byte[] value) throws InterruptedException {
        if (!(codec.decodeEvent(value) instanceof Decoded.Readable<TaskEvent>(TaskEvent event))) {
            return;
        }
        if (event instanceof TaskEvent.TaskRequestRefused refused
                && refused.action().equals(SUBMIT)) {
            listener.accept(task, new TaskEnd.Refused(refused.reason()));
        } else if (event instanceof TaskEvent.DuplicateIgnored) {
            try {
                search(task);
            } catch (KafkaRequestException e) {
                LOG.warn("whether {} has ended is not known: {}", task, e.getMessage());
            }
        }
    }

    /** It may be running as well: then nothing is found, and its result comes. */
    private void search(TaskId task) throws KafkaRequestException, InterruptedException {
        AtomicReference<byte @Nullable []> found = new AtomicReference<>();
        try (TopicScan results =
                TopicScan.open(
                        kafka,
                        CLIENT_ID + "-search",
                        Topics.RESULTS,
                        TopicScan.Seen.COMMITTED,
                        Deadline.after(SEARCH_TIMEOUT))) {
            int partition = Partitions.of(task.value(), results.partitionCount());
            byte[] key = task.value().getBytes(StandardCharsets.UTF_8);
            results.read(
                    partition,
                    new OffsetRange(
                            results.begin().getOrDefault(partition, 0L),
                            results.end().getOrDefault(partition, 0L)),
                    record -> {
                        if (Arrays.equals(key, record.key())) {
                            found.set(record.value());
                        }
                    });
        }
        byte[] value = found.get();
        if (value != null) {
            result(task, value);
        } else {
            LOG.debug("{} is known, and has no result yet", task);
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
}
