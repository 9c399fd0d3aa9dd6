package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** When numbered records became visible to a reader of committed records. */
final class CommitVisibility implements AutoCloseable {
    private final long[] at;
    private final CountDownLatch left;
    private final CommittedReader reading;

    CommitVisibility(KafkaSettings kafka, TopicPartition place, int expected) {
        this.at = new long[expected];
        this.left = new CountDownLatch(expected);
        this.reading =
                new CommittedReader(kafka, "crayfleet-bench-reader", List.of(place), this::arrived);
    }

    static byte[] key(int number) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    /**
     * By number, in {@link System#nanoTime}'s terms.
     *
     * @throws IllegalStateException if not all have arrived in time
     */
    long[] await(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!left.await(200, TimeUnit.MILLISECONDS)) {
            reading.check();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "%,d of %,d records have not arrived within %d s"
                                .formatted(left.getCount(), at.length, limit.toSeconds()));
            }
        }
        return at;
    }

    private void arrived(ConsumerRecord<byte[], byte[]> record) {
        long now = System.nanoTime();
        int number = ByteBuffer.wrap(record.key()).getInt();
        if (at[number] == 0) {
            at[number] = now;
            left.countDown();
        }
    }

    @Override
    public void close() {
        reading.close();
    }
}
