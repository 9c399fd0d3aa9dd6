package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Measures latency and throughput of the broker without Crayfleet, for comparison. Uses two topics
 * of its own, which it deletes when closed.
 */
public final class KafkaBaseline implements AutoCloseable {
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(30);

    /** A batched run that takes longer has failed. */
    private static final Duration MAX_BATCH_TIME = Duration.ofMinutes(3);

    private final KafkaSettings kafka;
    private final String name;
    private final byte[] value;
    private final BaselineTopics topics;
    private final TopicPartition in;
    private final TopicPartition out;
    private int runs;

    /**
     * @param run sets its topics apart from those of other runs
     * @param value of every record
     */
    public KafkaBaseline(KafkaSettings kafka, String run, byte[] value) {
        this.kafka = kafka;
        this.name = "crayfleet-bench-" + run;
        this.value = value.clone();
        this.topics = new BaselineTopics(kafka, name);
        this.in = topics.in();
        this.out = topics.out();
    }

    static KafkaProducer<byte[], byte[]> transactional(KafkaSettings kafka, String id) {
        Map<String, Object> settings = kafka.producer(id, (int) KAFKA_TIMEOUT.toMillis());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        // A transaction right after another has to wait for its markers. With the default back-off
        // of 100 ms the baseline would be ten times too slow, and Crayfleet look that much better.
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 2);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    /**
     * One hop: a record is produced in a transaction of its own and read by a consumer of committed
     * records.
     *
     * @param perSecond 0 means without waiting
     * @return nanoseconds, by record
     */
    public long[] hop(double perSecond, int count) throws InterruptedException {
        long[] sent = new long[count];
        try (CommitVisibility visibility = new CommitVisibility(kafka, out, count);
                KafkaProducer<byte[], byte[]> producer = transactional(kafka, nextName("hop"))) {
            Pacer pacer = new Pacer(perSecond);
            for (int number = 0; number < count; number++) {
                pacer.await(number);
                sent[number] = System.nanoTime();
                producer.beginTransaction();
                producer.send(record(out, number));
                producer.commitTransaction();
            }
            return differences(sent, visibility.await(KAFKA_TIMEOUT));
        }
    }

    /**
     * Two hops with a minimal exactly-once stage between them: a record is produced, consumed and
     * produced again in a transaction of its own, and read by a consumer of committed records.
     *
     * @return nanoseconds, by record
     */
    public long[] roundTrip(double perSecond, int count) throws InterruptedException {
        long[] sent = new long[count];
        try (CommitVisibility visibility = new CommitVisibility(kafka, out, count);
                Transformer transformer =
                        new Transformer(
                                kafka, nextName("trip"), in, topics.endOfInput(), out, true);
                KafkaProducer<byte[], byte[]> producer = plainProducer()) {
            Pacer pacer = new Pacer(perSecond);
            for (int number = 0; number < count; number++) {
                pacer.await(number);
                sent[number] = System.nanoTime();
                producer.send(record(in, number));
            }
            long[] arrived = visibility.await(KAFKA_TIMEOUT);
            transformer.check();
            return differences(sent, arrived);
        }
    }

    /**
     * @return records per second that a producer writes and the broker acknowledges
     */
    public double produceRate(int count) {
        try (KafkaProducer<byte[], byte[]> producer = plainProducer()) {
            producer.partitionsFor(in.topic());
            long started = System.nanoTime();
            for (int number = 0; number < count; number++) {
                producer.send(record(in, number));
            }
            producer.flush();
            return count * 1e9 / (System.nanoTime() - started);
        }
    }

    /**
     * The two hops again, with a transaction for all records of a poll.
     *
     * @return records per second of a backlog, until the last one is read
     */
    public double roundTripRate(int count) throws InterruptedException {
        long begin = topics.endOfInput();
        produceRate(count);
        try (CommitVisibility visibility = new CommitVisibility(kafka, out, count)) {
            long started = System.nanoTime();
            try (Transformer transformer =
                    new Transformer(kafka, nextName("bulk"), in, begin, out, false)) {
                long last = 0;
                for (long each : visibility.await(MAX_BATCH_TIME)) {
                    last = Math.max(last, each);
                }
                transformer.check();
                return count * 1e9 / (last - started);
            }
        }
    }

    private KafkaProducer<byte[], byte[]> plainProducer() {
        return new KafkaProducer<>(
                kafka.producer(nextName("source"), (int) KAFKA_TIMEOUT.toMillis()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private String nextName(String what) {
        return name + "-" + what + "-" + ++runs;
    }

    private ProducerRecord<byte[], byte[]> record(TopicPartition partition, int number) {
        return new ProducerRecord<>(
                partition.topic(), partition.partition(), CommitVisibility.key(number), value);
    }

    private static long[] differences(long[] from, long[] to) {
        long[] differences = new long[from.length];
        for (int number = 0; number < differences.length; number++) {
            differences[number] = to[number] - from[number];
        }
        return differences;
    }

    @Override
    public void close() {
        topics.close();
    }
}
