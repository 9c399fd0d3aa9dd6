package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.signing.Signature;
import dev.crayfleet.kafka.signing.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes tasks to the tasks topic as ingest does. For one thread. */
public final class TaskSource implements AutoCloseable {
    private static final int DELIVERY_TIMEOUT_MS = 30_000;
    public static final Requester REQUESTER = new Requester("cli:bench", "bench");

    private static final String PROMPT =
            "Summarise the release notes of the last three versions in five sentences each, and name"
                    + " what somebody who upgrades has to change. Task number ";

    private final KafkaProducer<String, byte[]> producer;
    private final Codec codec = new Codec();
    private final Pool pool;
    private final Requester requester;
    private final SigningKeys keys;

    /**
     * @param kafka with keys where tasks are to be signed
     */
    public TaskSource(KafkaSettings kafka, Pool pool, Requester requester) {
        this.pool = pool;
        this.requester = requester;
        this.keys = kafka.signing().keys();
        this.producer =
                new KafkaProducer<>(
                        kafka.producer("crayfleet-bench-tasks", DELIVERY_TIMEOUT_MS),
                        new StringSerializer(),
                        new ByteArraySerializer());
        producer.partitionsFor(Topics.TASKS.topic());
    }

    /** An encoded task, for records of a realistic size. */
    public static byte[] sample() {
        return new Codec().encode(task("sample", 0, Pool.DEFAULT, REQUESTER, Instant.EPOCH));
    }

    /**
     * Writes tasks {@code <prefix>0} to {@code <prefix><count - 1>}, and returns when they are
     * acknowledged.
     *
     * @param perSecond 0 means without waiting
     * @return when each was produced, microseconds of the wall clock
     */
    public long[] submit(String prefix, int count, double perSecond) throws InterruptedException {
        long[] sent = new long[count];
        Pacer pacer = new Pacer(perSecond);
        for (int number = 0; number < count; number++) {
            pacer.await(number);
            sent[number] = send(prefix, number);
        }
        producer.flush();
        return sent;
    }

    /**
     * The same without a rate, but each task needs a permit, which its result has to give back.
     *
     * @param timeout of waiting for a permit
     * @return when each was produced, microseconds of the wall clock
     * @throws IllegalStateException if a permit does not come in time
     */
    public long[] submit(String prefix, int count, Semaphore permits, Duration timeout)
            throws InterruptedException {
        long[] sent = new long[count];
        for (int number = 0; number < count; number++) {
            if (!permits.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException(
                        "no result has come for %d s".formatted(timeout.toSeconds()));
            }
            sent[number] = send(prefix, number);
        }
        producer.flush();
        return sent;
    }

    /** The prompt of task {@code number}. */
    public static String prompt(int number) {
        return PROMPT + number;
    }

    /** The pool of all its tasks. */
    public Pool pool() {
        return pool;
    }

    private long send(String prefix, int number) {
        Instant now = Instant.now();
        byte[] task = codec.encode(task(prefix, number, pool, requester, now));
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.TASKS.topic(), pool.value(), task);
        Signature.sign(
                keys, record.headers(), pool.value().getBytes(StandardCharsets.UTF_8), task, now);
        producer.send(record);
        return Micros.of(now);
    }

    private static TaskSubmitted task(
            String prefix, int number, Pool pool, Requester requester, Instant now) {
        return new TaskSubmitted(
                new TaskId(prefix + number),
                pool,
                Prompt.of(prompt(number)),
                TaskOptions.NONE,
                List.of(),
                new Origin.Cli(),
                requester,
                now,
                null);
    }

    @Override
    public void close() {
        producer.close();
    }
}
