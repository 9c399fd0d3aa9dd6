package dev.crayfleet.poster.flow;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.discord.Backoff;
import dev.crayfleet.flow.KafkaSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One topic to one place at Discord, record by record, in order. Each place has a line and a
 * consumer group of its own, so that a channel that cannot be posted to holds up nothing else.
 *
 * <p>One thread owns the consumer, another posts. While a post takes its time, or Discord is away
 * for hours, the partitions are paused and the first thread keeps polling, so that Kafka does not
 * take them away. A record's offset is committed after it was dealt with, never before.
 */
final class Line implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final int RECORDS = 50;

    /** How long a line stands still after its poster was killed; the least that brokers allow. */
    private static final int SESSION_MS = 6_000;

    /**
     * @param name of the line, for logs, meters and threads
     * @param group consumer group
     * @param pollInterval how long at most between two polls
     * @param kafkaTimeout for a commit
     */
    record Settings(
            String name,
            String group,
            Topics topic,
            Duration pollInterval,
            Duration kafkaTimeout,
            Backoff backoff) {}

    private final Settings settings;
    private final KafkaSettings kafka;
    private final RecordDelivery delivery;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService poster;
    private final Thread thread;
    // Below: of the line's thread only.
    private final Deque<ConsumerRecord<String, byte[]>> pending = new ArrayDeque<>();
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    private @Nullable InFlight inFlight;

    private record InFlight(TopicPartition partition, Future<Boolean> answer) {}

    Line(Settings settings, KafkaSettings kafka, RecordDelivery delivery) {
        this.settings = settings;
        this.kafka = kafka;
        this.delivery = delivery;
        this.poster =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("post-" + settings.name()).daemon().factory());
        this.thread =
                Thread.ofPlatform()
                        .name("line-" + settings.name())
                        .daemon()
                        .unstarted(this::keepConsuming);
    }

    void start() {
        thread.start();
    }

    /** Stops within some seconds; what was not dealt with is dealt with after the next start. */
    @Override
    public void close() {
        closed.countDown();
        delivery.stop();
        poster.shutdownNow();
        try {
            if (!thread.join(STOP)) {
                LOG.warn("{} does not stop", settings.name());
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void keepConsuming() {
        for (int failures = 1; closed.getCount() > 0; failures++) {
            try (KafkaConsumer<String, byte[]> consumer = consumer()) {
                consume(consumer);
            } catch (InterruptException | WakeupException e) {
                return;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("{}: starting over", settings.name(), e);
            } finally {
                pending.clear();
                done.clear();
            }
            try {
                Duration wait = settings.backoff().after(failures);
                if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void consume(Consumer<String, byte[]> consumer) throws InterruptedException {
        consumer.subscribe(List.of(settings.topic().topic()), new Assignment(consumer));
        while (closed.getCount() > 0) {
            poll(consumer, settings.pollInterval());
            consumer.pause(consumer.assignment());
            for (ConsumerRecord<String, byte[]> record = pending.poll();
                    record != null && closed.getCount() > 0;
                    record = pending.poll()) {
                deal(consumer, record);
            }
            if (closed.getCount() > 0) {
                commit(consumer);
                consumer.resume(consumer.paused());
            }
        }
        commit(consumer);
    }

    private void poll(Consumer<String, byte[]> consumer, Duration wait) {
        consumer.poll(wait).forEach(pending::add);
    }

    private void deal(Consumer<String, byte[]> consumer, ConsumerRecord<String, byte[]> record)
            throws InterruptedException {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        Future<Boolean> answer = poster.submit(() -> delivery.deliver(record));
        inFlight = new InFlight(partition, answer);
        try {
            boolean acted = answered(consumer, answer);
            done.put(partition, new OffsetAndMetadata(record.offset() + 1));
            if (acted) {
                commit(consumer);
            }
        } catch (CancellationException e) {
            LOG.info("{}: {} is another instance's now", settings.name(), partition);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterruptedException) {
                // Stopped; it is dealt with after the next start.
                throw new InterruptedException("stopped");
            }
            throw new IllegalStateException(partition + " could not be dealt with", e);
        } finally {
            inFlight = null;
        }
    }

    private boolean answered(Consumer<String, byte[]> consumer, Future<Boolean> answer)
            throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return answer.get(settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillAtIt) {
                // Everything is paused: this only tells Kafka that we live.
                poll(consumer, Duration.ZERO);
            }
        }
    }

    private void commit(Consumer<String, byte[]> consumer) {
        if (done.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(Map.copyOf(done), settings.kafkaTimeout());
            done.clear();
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // The next commit says as much. Should there be none, nonce and look-back know.
            LOG.warn("{}: what was posted is not committed yet", settings.name(), e);
        }
    }

    private KafkaConsumer<String, byte[]> consumer() {
        Map<String, Object> config = kafka.consumer("crayfleet-poster-" + settings.name());
        config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
        // A fleet's first poster posts what is there: nothing is lost because it came late.
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS);
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MS);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_MS / 4);
        config.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Called within polls, so by the line's thread. */
    private final class Assignment implements ConsumerRebalanceListener {
        private final Consumer<String, byte[]> consumer;

        Assignment(Consumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (inFlight != null) {
                consumer.pause(partitions);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit(consumer);
            forget(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            forget(partitions);
        }

        private void forget(Collection<TopicPartition> partitions) {
            pending.removeIf(record ->
                    partitions.contains(new TopicPartition(record.topic(), record.partition())));
            partitions.forEach(done::remove);
            InFlight now = inFlight;
            if (now != null && partitions.contains(now.partition())) {
                now.answer().cancel(true);
            }
        }
    }
}
