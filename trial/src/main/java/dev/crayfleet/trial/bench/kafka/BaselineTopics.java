package dev.crayfleet.trial.bench.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** The two topics of one partition that a baseline uses; deleted when closed. */
final class BaselineTopics implements AutoCloseable {
    private static final Duration KAFKA_TIMEOUT = Duration.ofSeconds(30);

    private final Admin admin;
    private final TopicPartition in;
    private final TopicPartition out;

    /**
     * @param name their prefix
     * @throws IllegalStateException if Kafka does not create them
     */
    BaselineTopics(KafkaSettings kafka, String name) {
        this.admin = Admin.create(kafka.admin(name));
        this.in = new TopicPartition(name + "-in", 0);
        this.out = new TopicPartition(name + "-out", 0);
        try {
            List<NewTopic> topics =
                    Stream.of(in, out)
                            .map(each -> new NewTopic(each.topic(), 1, kafka.replication()))
                            .toList();
            await(admin.createTopics(topics).all());
        } catch (RuntimeException e) {
            admin.close(Duration.ofSeconds(1));
            throw e;
        }
    }

    TopicPartition in() {
        return in;
    }

    TopicPartition out() {
        return out;
    }

    /** The end offset of the input topic. */
    long endOfInput() {
        return await(admin.listOffsets(Map.of(in, OffsetSpec.latest())).partitionResult(in))
                .offset();
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(KAFKA_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
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
            await(admin.deleteTopics(List.of(in.topic(), out.topic())).all());
        } finally {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
