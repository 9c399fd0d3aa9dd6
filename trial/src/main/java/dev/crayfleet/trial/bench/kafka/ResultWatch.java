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

/** Watches results as they are committed. */
public final class ResultWatch implements AutoCloseable {
    private final CommittedReader reader;
    private volatile @Nullable ResultBatch current;

    public ResultWatch(KafkaSettings kafka) {
        this.reader =
                new CommittedReader(
                        kafka,
                        "crayfleet-bench-results",
                        IntStream.range(0, Topics.RESULTS.partitions(kafka.lanes()))
                                .mapToObj(each -> new TopicPartition(Topics.RESULTS.topic(), each))
                                .toList(),
                        this::onRecord);
    }

    /**
     * Counts the results of these tasks from now on, and no others.
     *
     * @param prefix of their ids, followed by a number from 0
     * @param onFirstResult called for the first result of each task
     */
    public ResultBatch expect(String prefix, int count, Runnable onFirstResult) {
        ResultBatch batch = new ResultBatch(prefix, count, onFirstResult);
        current = batch;
        return batch;
    }

    private void onRecord(ConsumerRecord<byte[], byte[]> record) {
        ResultBatch batch = current;
        if (batch != null) {
            batch.onRecord(new String(record.key(), StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        reader.close();
    }

    /** The results of the tasks with one prefix. */
    public final class ResultBatch {
        private final String prefix;
        private final int count;
        private final Runnable onFirstResult;
        private final BitSet numbers;
        private final CountDownLatch missing;
        private final AtomicLongArray times;
        private volatile Instant last = Instant.EPOCH;
        private volatile @Nullable String duplicateId;

        private ResultBatch(String prefix, int count, Runnable onFirstResult) {
            this.prefix = prefix;
            this.count = count;
            this.onFirstResult = onFirstResult;
            this.numbers = new BitSet(count);
            this.missing = new CountDownLatch(count);
            this.times = new AtomicLongArray(count);
        }

        private void onRecord(String id) {
            if (!id.startsWith(prefix)) {
                return;
            }
            int number = Integer.parseInt(id.substring(prefix.length()));
            if (numbers.get(number)) {
                duplicateId = id;
                return;
            }
            numbers.set(number);
            last = Instant.now();
            times.set(number, Micros.of(last));
            missing.countDown();
            onFirstResult.run();
        }

        /**
         * Waits for the last result.
         *
         * @return when it was read, microseconds of the wall clock
         * @throws IllegalStateException if one is missing at the limit, or came twice
         */
        public long await(Duration limit) throws InterruptedException {
            long deadline = System.nanoTime() + limit.toNanos();
            while (!missing.await(200, TimeUnit.MILLISECONDS)) {
                reader.check();
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "%,d of %,d results have not come within %d s"
                                    .formatted(missing.getCount(), count, limit.toSeconds()));
                }
            }
            if (duplicateId != null) {
                throw new IllegalStateException("two results came for task " + duplicateId);
            }
            return Micros.of(last);
        }

        /**
         * When the result of each task was read, microseconds of the wall clock; 0 if it was not.
         */
        public long[] times() {
            return IntStream.range(0, count).mapToLong(times::get).toArray();
        }
    }
}
