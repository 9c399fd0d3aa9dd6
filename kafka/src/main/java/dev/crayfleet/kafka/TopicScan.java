package dev.crayfleet.kafka;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic from one end to the other, record by record, with a consumer that is in no group.
 * It holds what one fetch brings and nothing else. For one thread.
 */
public final class TopicScan implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);
    private static final int MAX_TIMEOUT_MS = 20_000;

    /** Without a record for so long, Kafka is away; its client would ask for ever. */
    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);

    private static final int FETCH_BYTES = 16 * 1024 * 1024;
    private static final int FETCH_WAIT_MS = 20;
    private static final int MAX_POLLED = 2_000;

    private static final Instant LAST_TIME = Instant.ofEpochMilli(Long.MAX_VALUE);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaSettings settings;
    private final Topics topic;
    private final Limits limits;
    private final List<TopicPartition> partitions;

    /** What of a topic is seen. */
    public enum Seen {
        /** What counts: decisions that stand. */
        COMMITTED,
        /** Also what lies behind the open transaction of a dispatcher that died. */
        WRITTEN
    }

    /**
     * @param deadline until which everything has to be read
     * @param stall how long no record may come while there are some
     */
    record Limits(Deadline deadline, Duration stall) {}

    private TopicScan(
            KafkaSettings settings,
            Topics topic,
            Limits limits,
            KafkaConsumer<byte[], byte[]> consumer) {
        this.settings = settings;
        this.topic = topic;
        this.limits = limits;
        this.consumer = consumer;
        List<PartitionInfo> known = consumer.partitionsFor(topic.topic());
        if (known == null || known.isEmpty()) {
            throw new UnknownTopicOrPartitionException(topic.topic() + " is not there");
        }
        this.partitions =
                known.stream()
                        .map(each -> new TopicPartition(topic.topic(), each.partition()))
                        .toList();
        // Offsets of partitions that it has not are asked for with a warning.
        consumer.assign(partitions);
    }

    /**
     * @param deadline until which everything has to be read
     * @throws KafkaRequestException if Kafka does not answer, or has no such topic
     */
    public static TopicScan open(
            KafkaSettings settings, String clientId, Topics topic, Seen seen, Deadline deadline)
            throws KafkaRequestException, InterruptedException {
        return open(settings, clientId, topic, seen, new Limits(deadline, STALL_TIMEOUT));
    }

    /** For tests: with another time without a record. */
    static TopicScan open(
            KafkaSettings settings, String clientId, Topics topic, Seen seen, Limits limits)
            throws KafkaRequestException, InterruptedException {
        Deadline deadline = limits.deadline();
        Map<String, Object> config = new HashMap<>(settings.consumer(clientId));
        int timeout = (int) Math.clamp(deadline.remaining().toMillis(), 1, MAX_TIMEOUT_MS);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
        config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLLED);
        // A fetch that waits at the end of a partition holds up the next one, from elsewhere.
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
        // Where the beginning has been deleted meanwhile, what is left is read, and not nothing.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                seen == Seen.COMMITTED ? "read_committed" : "read_uncommitted");
        KafkaConsumer<byte[], byte[]> consumer = null;
        try {
            consumer =
                    new KafkaConsumer<>(
                            config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            return new TopicScan(settings, topic, limits, consumer);
        } catch (KafkaException e) {
            if (consumer != null) {
                consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
            }
            throw failure(settings, topic, e);
        }
    }

    /** How many partitions the topic has. */
    public int partitionCount() {
        return partitions.size();
    }

    /** The first offset of each partition that is still kept. */
    public Map<Integer, Long> begin() throws KafkaRequestException, InterruptedException {
        return asked(() -> byNumber(consumer.beginningOffsets(partitions)));
    }

    /** The offset behind the last record of each partition. */
    public Map<Integer, Long> end() throws KafkaRequestException, InterruptedException {
        return asked(() -> byNumber(consumer.endOffsets(partitions)));
    }

    /**
     * As {@link #from(Instant)}, a little earlier.
     *
     * @param margin by which clocks may differ
     */
    public Map<Integer, Long> from(Instant time, Duration margin)
            throws KafkaRequestException, InterruptedException {
        // Whoever wrote the time may have written any.
        return from(time.isBefore(Instant.EPOCH) ? time : time.minus(margin));
    }

    /** The first offset of each partition from this time on, and the end where there is none. */
    public Map<Integer, Long> from(Instant time)
            throws KafkaRequestException, InterruptedException {
        Map<Integer, Long> start = new HashMap<>(end());
        long millis = millis(time);
        Map<TopicPartition, OffsetAndTimestamp> found =
                asked(() ->
                        consumer.offsetsForTimes(
                                partitions.stream()
                                        .collect(Collectors.toMap(each -> each, each -> millis))));
        found.forEach((partition, at) -> {
            if (at != null) {
                start.put(partition.partition(), at.offset());
            }
        });
        return start;
    }

    /** Kafka knows no time before 1970; anybody may have written one. */
    private static long millis(Instant time) {
        if (time.isBefore(Instant.EPOCH)) {
            return 0;
        }
        return time.isAfter(LAST_TIME) ? Long.MAX_VALUE : time.toEpochMilli();
    }

    /**
     * Reads from one map of offsets up to the other, each partition in order.
     *
     * @param visitor gets each record; also some behind the end, if there are any by then
     * @throws KafkaRequestException if it is not done before the deadline, or Kafka fails, or gives
     *     nothing for half a minute
     */
    public void read(
            Map<Integer, Long> from,
            Map<Integer, Long> to,
            Consumer<ConsumerRecord<byte[], byte[]>> visitor,
            Progress progress)
            throws KafkaRequestException, InterruptedException {
        List<TopicPartition> open =
                partitions.stream().filter(each -> at(from, each) < at(to, each)).toList();
        long total = open.stream().mapToLong(each -> at(to, each) - at(from, each)).sum();
        asked(() -> {
            consumer.assign(open);
            // An earlier read may have paused them.
            consumer.resume(open);
            open.forEach(each -> consumer.seek(each, at(from, each)));
            return open;
        });
        progress.at(0, total);
        long left = total;
        Deadline stall = Deadline.after(limits.stall());
        while (left > 0) {
            if (stall.hasPassed()) {
                throw failure(settings, topic, null);
            }
            if (limits.deadline().hasPassed()) {
                throw new KafkaRequestException(
                        "%s could not be read in time: %,d of %,d records are left. Say less with since and until, or allow more time"
                                .formatted(topic.topic(), left, total),
                        null);
            }
            long next =
                    asked(() -> {
                        consumer.poll(POLL_TIMEOUT).forEach(visitor);
                        return left(to);
                    });
            if (next < left) {
                stall = Deadline.after(limits.stall());
            }
            left = next;
            progress.at(total - left, total);
        }
    }

    /**
     * Reads a part of one partition.
     *
     * @param visitor gets each record that is still there; also some behind the range
     * @throws KafkaRequestException if it is not done before the deadline, or Kafka fails
     */
    public void read(
            int partition, OffsetRange range, Consumer<ConsumerRecord<byte[], byte[]>> visitor)
            throws KafkaRequestException, InterruptedException {
        Map<Integer, Long> from = new HashMap<>();
        Map<Integer, Long> to = new HashMap<>();
        partitions.forEach(each -> {
            boolean isMeant = each.partition() == partition;
            from.put(each.partition(), isMeant ? range.from() : 0);
            to.put(each.partition(), isMeant ? range.to() : 0);
        });
        read(from, to, visitor, Progress.NONE);
    }

    /** How much is left; partitions that are done are not fetched any more. */
    private long left(Map<Integer, Long> to) {
        long left = 0;
        for (TopicPartition each : consumer.assignment()) {
            long rest = at(to, each) - consumer.position(each);
            if (rest <= 0) {
                consumer.pause(List.of(each));
            } else {
                left += rest;
            }
        }
        return left;
    }

    private static long at(Map<Integer, Long> offsets, TopicPartition partition) {
        return offsets.getOrDefault(partition.partition(), 0L);
    }

    private interface Question<T> {
        T ask();
    }

    private <T> T asked(Question<T> question) throws KafkaRequestException, InterruptedException {
        try {
            return question.ask();
        } catch (InterruptException e) {
            throw Interrupts.toInterruptedException(e);
        } catch (KafkaException e) {
            throw failure(settings, topic, e);
        }
    }

    private static KafkaRequestException failure(
            KafkaSettings settings, Topics topic, @Nullable KafkaException e) {
        return new KafkaRequestException(
                KafkaRefusal.orElse(
                        settings,
                        e,
                        "Kafka at %s does not give what is on %s now. Is it running, and has a fleet made its topics there?"
                                .formatted(settings.bootstrap(), topic.topic())),
                e);
    }

    private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
        return offsets.entrySet().stream()
                .collect(Collectors.toMap(each -> each.getKey().partition(), Map.Entry::getValue));
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
}
