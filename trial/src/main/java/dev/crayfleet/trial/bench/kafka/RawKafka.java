package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the same broker does without Crayfleet: what everything else is held against. Has two topics
 * of its own and removes them in the end.
 */
public final class RawKafka implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Records of a batched run are on their way within this, or something is wrong. */
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final KafkaSettings kafka;
    private final String name;
    private final byte[] value;
    private final Admin admin;
    private final TopicPartition in;
    private final TopicPartition out;
    private int runs;

    /**
     * @param run sets its topics apart from those of other runs
     * @param value of every record
     */
    public RawKafka(KafkaSettings kafka, String run, byte[] value) {
        this.kafka = kafka;
        this.name = "crayfleet-bench-" + run;
        this.value = value.clone();
        this.admin = Admin.create(kafka.admin(name));
        this.in = new TopicPartition(name + "-in", 0);
        this.out = new TopicPartition(name + "-out", 0);
        try {
            within(admin.createTopics(List.of(topic(in), topic(out))).all());
        } catch (RuntimeException e) {
            admin.close(Duration.ofSeconds(1));
            throw e;
        }
    }

    static KafkaProducer<byte[], byte[]> transactional(KafkaSettings kafka, String id) {
        Map<String, Object> settings = kafka.producer(id, (int) PATIENCE.toMillis());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        // A transaction that follows at once is told to wait for the markers of the one before;
        // with Kafka's own 100 ms, Crayfleet would look ten times better than it is.
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 2);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    /**
     * One hop: each record in a transaction of its own, until a reader of committed records has it.
     *
     * @return nanoseconds, by record
     */
    public long[] hop(double perSecond, int count) throws InterruptedException {
        long[] sent = new long[count];
        try (CommitVisibility arrivals = new CommitVisibility(kafka, out, count);
                KafkaProducer<byte[], byte[]> producer = transactional(kafka, fresh("hop"))) {
            Pace pace = new Pace(perSecond);
            for (int n = 0; n < count; n++) {
                pace.await(n);
                sent[n] = System.nanoTime();
                producer.beginTransaction();
                producer.send(record(out, n));
                producer.commitTransaction();
            }
            return differences(sent, arrivals.await(PATIENCE));
        }
    }

    /**
     * Two hops with the least exactly-once stage between: produced, consumed and produced again in
     * a transaction of its own, until a reader of committed records has it.
     *
     * @return nanoseconds, by record
     */
    public long[] roundTrip(double perSecond, int count) throws InterruptedException {
        long[] sent = new long[count];
        try (CommitVisibility arrivals = new CommitVisibility(kafka, out, count);
                Transformer transformer =
                        new Transformer(kafka, fresh("trip"), in, end(), out, true);
                KafkaProducer<byte[], byte[]> producer = plain()) {
            Pace pace = new Pace(perSecond);
            for (int n = 0; n < count; n++) {
                pace.await(n);
                sent[n] = System.nanoTime();
                producer.send(record(in, n));
            }
            long[] arrived = arrivals.await(PATIENCE);
            transformer.check();
            return differences(sent, arrived);
        }
    }

    /**
     * @return records a second that a producer writes, acknowledged
     */
    public double produceRate(int count) {
        try (KafkaProducer<byte[], byte[]> producer = plain()) {
            producer.partitionsFor(in.topic());
            long began = System.nanoTime();
            for (int n = 0; n < count; n++) {
                producer.send(record(in, n));
            }
            producer.flush();
            return count * 1e9 / (System.nanoTime() - began);
        }
    }

    /**
     * The two hops again, with as many records in a transaction as come at once.
     *
     * @return records a second of a backlog, until the reader has the last
     */
    public double roundTripRate(int count) throws InterruptedException {
        long begin = end();
        produceRate(count);
        try (CommitVisibility arrivals = new CommitVisibility(kafka, out, count)) {
            long began = System.nanoTime();
            try (Transformer transformer =
                    new Transformer(kafka, fresh("bulk"), in, begin, out, false)) {
                long last = 0;
                for (long each : arrivals.await(LONGEST)) {
                    last = Math.max(last, each);
                }
                transformer.check();
                return count * 1e9 / (last - began);
            }
        }
    }

    private KafkaProducer<byte[], byte[]> plain() {
        return new KafkaProducer<>(
                kafka.producer(fresh("source"), (int) PATIENCE.toMillis()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private String fresh(String what) {
        return name + "-" + what + "-" + ++runs;
    }

    private ProducerRecord<byte[], byte[]> record(TopicPartition to, int number) {
        return new ProducerRecord<>(
                to.topic(), to.partition(), CommitVisibility.key(number), value);
    }

    private long end() {
        return within(admin.listOffsets(Map.of(in, OffsetSpec.latest())).partitionResult(in))
                .offset();
    }

    private NewTopic topic(TopicPartition place) {
        return new NewTopic(place.topic(), 1, kafka.replication());
    }

    private static long[] differences(long[] from, long[] to) {
        long[] all = new long[from.length];
        for (int n = 0; n < all.length; n++) {
            all[n] = to[n] - from[n];
        }
        return all;
    }

    private static <T> T within(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        try {
            within(admin.deleteTopics(List.of(in.topic(), out.topic())).all());
        } finally {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
