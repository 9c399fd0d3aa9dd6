package dev.crayfleet.poster.flow;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.discord.Backoff;
import dev.crayfleet.poster.discord.Doubt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One topic to one place at Discord, record by record, in order. Each place has a line and a
 * consumer group of its own, so that a channel that cannot be posted to holds up nothing else.
 *
 * <p>One thread owns the consumer, another posts. While a post takes its time, or Discord is away
 * for hours, the partitions are paused and the first thread keeps polling, so that Kafka does not
 * take them away. A record's offset is committed after it was dealt with, never before, and nothing
 * more is posted until it is. So whoever takes a partition over can be in doubt about one post:
 * that of the first record for which there is anything to do. Only that one is looked for in the
 * channel, and, should it be there, the next: Kafka may have lost commits.
 */
final class Line implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);
    private static final Duration STOP = Duration.ofSeconds(10);

    /**
     * @param name of the line, for logs, meters and threads
     * @param pollInterval how long at most between two polls
     * @param kafkaTimeout for a commit
     */
    record Settings(
            String name,
            Topics topic,
            Duration pollInterval,
            Duration kafkaTimeout,
            Backoff backoff) {}

    private final Settings settings;
    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Dealing dealing;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService poster;
    private final Thread thread;
    // Below: of the line's thread only.
    private final Deque<ConsumerRecord<String, byte[]>> pending = new ArrayDeque<>();
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();

    /** When they were taken over, of partitions whose first record may have been posted before. */
    private final Map<TopicPartition, Instant> inDoubt = new HashMap<>();

    private @Nullable InFlight inFlight;
    private boolean paused;

    private record InFlight(TopicPartition partition, Future<Dealing.Dealt> answer) {}

    /**
     * @param consumers gives a new one, again after one has failed
     */
    Line(
            Settings settings,
            Supplier<Consumer<String, byte[]>> consumers,
            Dealing dealing,
            Clock clock) {
        this.settings = settings;
        this.consumers = consumers;
        this.dealing = dealing;
        this.clock = clock;
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
        dealing.stop();
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
            try (Consumer<String, byte[]> consumer = consumers.get()) {
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
                inDoubt.clear();
                paused = false;
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
            paused = true;
            for (ConsumerRecord<String, byte[]> record = pending.poll();
                    record != null && closed.getCount() > 0;
                    record = pending.poll()) {
                deal(consumer, record);
            }
            if (closed.getCount() > 0) {
                commit(consumer);
                paused = false;
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
        Doubt doubt = doubt(partition, record);
        Future<Dealing.Dealt> answer = poster.submit(() -> dealing.deal(record, doubt));
        inFlight = new InFlight(partition, answer);
        try {
            Dealing.Dealt dealt = answered(consumer, answer);
            if (inFlight == null) {
                throw new CancellationException("answered too late");
            }
            done.put(partition, new OffsetAndMetadata(record.offset() + 1));
            switch (dealt) {
                case NOTHING -> {}
                case FOUND -> settle(consumer);
                case DONE -> {
                    inDoubt.remove(partition);
                    settle(consumer);
                }
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
            answer.cancel(true);
            inFlight = null;
        }
    }

    private Doubt doubt(TopicPartition partition, ConsumerRecord<String, byte[]> record) {
        Instant takenOver = inDoubt.get(partition);
        return takenOver == null
                ? Doubt.NONE
                : Doubt.ofEarlierLife(Instant.ofEpochMilli(record.timestamp()), takenOver);
    }

    private Dealing.Dealt answered(Consumer<String, byte[]> consumer, Future<Dealing.Dealt> answer)
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

    /** Commits what was dealt with, however long it takes, unless it is another instance's now. */
    private void settle(Consumer<String, byte[]> consumer) {
        while (!commit(consumer) && closed.getCount() > 0) {
            // Everything is paused. A rebalance that keeps it from being committed ends in polls.
            poll(consumer, settings.pollInterval());
        }
    }

    /** Says whether all is committed. */
    private boolean commit(Consumer<String, byte[]> consumer) {
        if (done.isEmpty()) {
            return true;
        }
        try {
            consumer.commitSync(Map.copyOf(done), settings.kafkaTimeout());
            done.clear();
            return true;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // It is tried again. Should there be no time for that, nonce and look-back know.
            LOG.warn("{}: what was posted is not committed yet", settings.name(), e);
            return false;
        }
    }

    /** Called within polls, so by the line's thread. */
    private final class Assignment implements ConsumerRebalanceListener {
        private final Consumer<String, byte[]> consumer;

        Assignment(Consumer<String, byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (paused) {
                consumer.pause(partitions);
            }
            Instant now = clock.instant();
            partitions.forEach(partition -> inDoubt.put(partition, now));
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
            partitions.forEach(inDoubt::remove);
            InFlight now = inFlight;
            if (now != null && partitions.contains(now.partition())) {
                now.answer().cancel(true);
                inFlight = null;
            }
        }
    }
}
