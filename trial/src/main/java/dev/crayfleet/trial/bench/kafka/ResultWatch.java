package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Sees results as they are committed. */
public final class ResultWatch implements AutoCloseable {
    private final CommittedReader reading;
    private volatile @Nullable Batch current;

    public ResultWatch(KafkaSettings kafka) {
        this.reading =
                new CommittedReader(
                        kafka,
                        "crayfleet-bench-results",
                        IntStream.range(0, Topics.RESULTS.partitions(kafka.lanes()))
                                .mapToObj(each -> new TopicPartition(Topics.RESULTS.topic(), each))
                                .toList(),
                        this::seen);
    }

    /**
     * From now on, results of these tasks are counted, and no others.
     *
     * @param prefix of their ids, which a number follows
     * @param onEach called for the first result of each
     */
    public Batch expect(String prefix, int count, Runnable onEach) {
        Batch batch = new Batch(prefix, count, onEach);
        current = batch;
        return batch;
    }

    private void seen(ConsumerRecord<byte[], byte[]> record) {
        Batch batch = current;
        if (batch != null) {
            batch.seen(new String(record.key(), StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        reading.close();
    }

    /** The results of one phase. */
    public final class Batch {
        private final String prefix;
        private final int count;
        private final Runnable onEach;
        private final BitSet numbers;
        private final CountDownLatch left;
        private final AtomicLongArray times;
        private volatile Instant last = Instant.EPOCH;
        private volatile @Nullable String doubled;

        private Batch(String prefix, int count, Runnable onEach) {
            this.prefix = prefix;
            this.count = count;
            this.onEach = onEach;
            this.numbers = new BitSet(count);
            this.left = new CountDownLatch(count);
            this.times = new AtomicLongArray(count);
        }

        private void seen(String id) {
            if (!id.startsWith(prefix)) {
                return;
            }
            int number = Integer.parseInt(id.substring(prefix.length()));
            if (numbers.get(number)) {
                doubled = id;
                return;
            }
            numbers.set(number);
            last = Instant.now();
            times.set(number, Micros.of(last));
            left.countDown();
            onEach.run();
        }

        /**
         * Waits for the last of them.
         *
         * @return when it came, microseconds of the wall clock
         * @throws IllegalStateException if one is missing when the time is over, or came twice
         */
        public long await(Duration limit) throws InterruptedException {
            long deadline = System.nanoTime() + limit.toNanos();
            while (!left.await(200, TimeUnit.MILLISECONDS)) {
                reading.check();
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "%,d of %,d results have not come within %d s"
                                    .formatted(left.getCount(), count, limit.toSeconds()));
                }
            }
            if (doubled != null) {
                throw new IllegalStateException("two results came for task " + doubled);
            }
            return Micros.of(last);
        }

        /** When the result of each task came, microseconds of the wall clock; 0 where none did. */
        public long[] times() {
            return IntStream.range(0, count).mapToLong(times::get).toArray();
        }
    }
}
