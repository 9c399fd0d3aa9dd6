package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what idle runners send: each joins and then sends a heartbeat every two seconds. Their
 * heartbeats are spread evenly. They leave when this is closed.
 */
public final class HeartbeatSender implements AutoCloseable {
    private static final int DELIVERY_TIMEOUT_MS = 30_000;
    private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(2);

    private final KafkaProducer<String, byte[]> producer;
    private final Codec codec = new Codec();
    private final Pool pool;
    private final int slots;
    private final List<Holder> holders;
    private final Thread thread;
    private volatile @Nullable Exception failure;

    /**
     * @param pool that all of them serve, and no other runner
     * @param runners how many, at least 1
     * @param slots of each
     */
    public HeartbeatSender(KafkaSettings kafka, Pool pool, int runners, int slots) {
        this.pool = pool;
        this.slots = slots;
        this.holders =
                IntStream.range(0, runners)
                        .mapToObj(number ->
                                new Holder(
                                        new RunnerId(pool.value() + "-" + number),
                                        new Incarnation("simulated")))
                        .toList();
        this.producer =
                new KafkaProducer<>(
                        kafka.producer("crayfleet-bench-beats", DELIVERY_TIMEOUT_MS),
                        new StringSerializer(),
                        new ByteArraySerializer());
        this.thread = Thread.ofPlatform().daemon().name("heartbeats").start(this::sendHeartbeats);
    }

    /** A pool of another name that is in the same lane. */
    public static Pool poolInSameLane(Pool pool, KafkaSettings kafka) {
        int lane = Partitions.of(pool.value(), kafka.lanes());
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> new Pool(pool.value() + "-beats-" + number))
                .filter(each -> Partitions.of(each.value(), kafka.lanes()) == lane)
                .findFirst()
                .orElseThrow();
    }

    /**
     * @throws IllegalStateException if a heartbeat could not be sent
     */
    public void check() {
        Exception cause = failure;
        if (cause != null) {
            throw new IllegalStateException("the simulated runners beat no more: " + cause, cause);
        }
    }

    private void sendHeartbeats() {
        Pacer pacer = new Pacer(holders.size() * 1e3 / HEARTBEAT_INTERVAL.toMillis());
        try {
            for (int number = 0; ; number++) {
                pacer.await(number);
                Holder holder = holders.get(number % holders.size());
                Instant now = Instant.now();
                send(
                        number < holders.size()
                                ? new RunnerJoined(pool, holder, slots, null, now)
                                : new RunnerBeat(pool, holder, slots, List.of(), null, now));
            }
        } catch (InterruptedException | InterruptException closed) {
            // Ends the loop.
        } catch (KafkaException e) {
            failure = e;
        }
    }

    private void send(RunMessage message) {
        producer.send(
                new ProducerRecord<>(Topics.RUNS.topic(), pool.value(), codec.encode(message)),
                (sent, e) -> {
                    if (e != null) {
                        failure = e;
                    }
                });
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Instant now = Instant.now();
        holders.forEach(each -> send(new RunnerLeft(pool, each, "stopped", now)));
        producer.close(Duration.ofSeconds(10));
    }
}
