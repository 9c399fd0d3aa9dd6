package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads when each task was claimed, started and finished, from the messages of dispatcher and
 * runner. Reading happens afterwards, so that it does not disturb the measurement. For one thread.
 */
public final class TaskTimeline implements AutoCloseable {
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(60);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Codec codec = new Codec();
    private final TopicPartition runs;
    private final TopicPartition claims;

    /**
     * @param pool whose lane is read
     * @param runner whose claims are read
     */
    public TaskTimeline(KafkaSettings kafka, Pool pool, RunnerId runner) {
        this.consumer =
                new KafkaConsumer<>(
                        kafka.consumer("crayfleet-bench-journal"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.runs =
                new TopicPartition(Topics.RUNS.topic(), Partitions.of(pool.value(), kafka.lanes()));
        this.claims =
                new TopicPartition(
                        Topics.CLAIMS.topic(),
                        Partitions.of(runner.value(), Topics.CLAIMS.partitions(kafka.lanes())));
        consumer.assign(List.of(runs, claims));
    }

    /** End offsets of both partitions at a time. */
    public record TimelineOffsets(long runs, long claims) {}

    /**
     * Microseconds of the wall clock by task, 0 if it did not happen.
     *
     * @param claimed when the dispatcher decided
     * @param started when the runner's executor was started
     * @param finished when the runner reported its end
     * @param joined when the runner first joined; 0 if it did not
     */
    public record TaskTimestamps(long[] claimed, long[] started, long[] finished, long joined) {}

    public TimelineOffsets currentOffsets() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(runs, claims), KAFKA_TIMEOUT);
        return new TimelineOffsets(ends.getOrDefault(runs, 0L), ends.getOrDefault(claims, 0L));
    }

    /**
     * The timestamps of tasks {@code <prefix>0} to {@code <prefix><count - 1>} since these offsets.
     *
     * @throws IllegalStateException if the topics cannot be read in time, or a task has two
     *     attempts
     */
    public TaskTimestamps since(TimelineOffsets begin, String prefix, int count) {
        TimelineOffsets end = currentOffsets();
        consumer.seek(runs, begin.runs());
        consumer.seek(claims, begin.claims());
        TimestampCollector collector = new TimestampCollector(prefix, count);
        long deadline = System.nanoTime() + KAFKA_TIMEOUT.toNanos();
        while (consumer.position(runs) < end.runs() || consumer.position(claims) < end.claims()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the runs topic cannot be read to its end");
            }
            consumer.poll(POLL_TIMEOUT).forEach(collector::read);
        }
        return new TaskTimestamps(
                collector.claimed, collector.started, collector.finished, collector.joined);
    }

    @Override
    public void close() {
        consumer.close();
    }

    private final class TimestampCollector {
        private final String prefix;
        private final long[] claimed;
        private final long[] started;
        private final long[] finished;
        private long joined;

        TimestampCollector(String prefix, int count) {
            this.prefix = prefix;
            this.claimed = new long[count];
            this.started = new long[count];
            this.finished = new long[count];
        }

        void read(ConsumerRecord<byte[], byte[]> record) {
            if (record.topic().equals(Topics.RUNS.topic())) {
                switch (readable(codec.decodeRun(record.value()))) {
                    case RunStarted run ->
                            set(started, run.attempt().task().value(), Micros.of(run.at()));
                    case RunFinished run ->
                            set(finished, run.attempt().task().value(), Micros.of(run.at()));
                    case RunnerJoined join -> joined = joined == 0 ? Micros.of(join.at()) : joined;
                    case null, default -> {}
                }
            } else if (readable(codec.decodeClaim(record.value())) instanceof ClaimGranted claim) {
                set(claimed, claim.attempt().task().value(), Micros.of(claim.claimedAt()));
            }
        }

        private void set(long[] times, String task, long at) {
            if (!task.startsWith(prefix)) {
                return;
            }
            int number = Integer.parseInt(task.substring(prefix.length()));
            if (times[number] != 0) {
                throw new IllegalStateException("task " + task + " was tried twice");
            }
            times[number] = at;
        }

        private static <T> @Nullable T readable(Decoded<T> decoded) {
            return decoded instanceof Decoded.Readable<T>(T message) ? message : null;
        }
    }
}
