package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Measures when numbered records become visible to a reader of committed records. */
final class CommitVisibility implements AutoCloseable {
    private final long[] visibleNanos;
    private final CountDownLatch missing;
    private final CommittedReader reader;

    CommitVisibility(KafkaSettings kafka, TopicPartition partition, int expected) {
        this.visibleNanos = new long[expected];
        this.missing = new CountDownLatch(expected);
        this.reader =
                new CommittedReader(
                        kafka, "crayfleet-bench-reader", List.of(partition), this::onRecord);
    }

    static byte[] key(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    /**
     * Waits for all records; their times by number, from {@link System#nanoTime}.
     *
     * @throws IllegalStateException if not all arrive within the limit
     */
    long[] await(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!missing.await(200, TimeUnit.MILLISECONDS)) {
            reader.check();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "%,d of %,d records have not arrived within %d s"
                                .formatted(
                                        missing.getCount(),
                                        visibleNanos.length,
                                        limit.toSeconds()));
            }
        }
        return visibleNanos;
    }

    private void onRecord(ConsumerRecord<byte[], byte[]> record) {
        long now = System.nanoTime();
        int number = ByteBuffer.wrap(record.key()).getInt();
        if (visibleNanos[number] == 0) {
            visibleNanos[number] = now;
            missing.countDown();
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
