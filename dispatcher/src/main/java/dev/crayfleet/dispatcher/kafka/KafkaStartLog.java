package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the notes as offsets of a consumer group that nobody joins, with the count as their
 * metadata. What Kafka does not answer within two seconds is let be. For many threads.
 */
final class KafkaStartLog implements StartLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaStartLog.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** After one that failed, so that Kafka's trouble does not become ours. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final KafkaSettings kafka;
    private final String group;
    private @Nullable Admin admin; // Guarded by this.
    private long failedNanos = System.nanoTime() - PAUSE.toNanos(); // Guarded by this.

    /**
     * @param application whose lanes they are of
     */
    KafkaStartLog(KafkaSettings kafka, String application) {
        this.kafka = kafka;
        this.group = application + "-starts";
    }

    private interface Call<T> {
        KafkaFuture<T> of(Admin admin);
    }

    @Override
    public synchronized Optional<CrashLoopRule.Note> read(TopicPartition partition) {
        return call(admin ->
                        admin.listConsumerGroupOffsets(
                                        Map.of(
                                                group,
                                                new ListConsumerGroupOffsetsSpec()
                                                        .topicPartitions(List.of(partition))))
                                .partitionsToOffsetAndMetadata(group))
                .flatMap(found -> Optional.ofNullable(found.get(partition)))
                .flatMap(KafkaStartLog::note);
    }

    @Override
    public synchronized void write(TopicPartition partition, CrashLoopRule.Note note) {
        Optional<Boolean> unused =
                call(admin ->
                        admin.alterConsumerGroupOffsets(
                                        group,
                                        Map.of(
                                                partition,
                                                new OffsetAndMetadata(
                                                        note.offset(),
                                                        Integer.toString(note.starts()))))
                                .all()
                                .thenApply(done -> true));
    }

    private <T> Optional<T> call(Call<T> call) {
        if (System.nanoTime() - failedNanos < PAUSE.toNanos()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(
                    call.of(admin()).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // Without a note a record that ends processes ends one more.
            LOG.warn("where lanes were opened is not noted just now: {}", e.toString());
            failedNanos = System.nanoTime();
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<CrashLoopRule.Note> note(OffsetAndMetadata kept) {
        try {
            return Optional.of(
                    new CrashLoopRule.Note(kept.offset(), Integer.parseInt(kept.metadata())));
        } catch (NumberFormatException foreign) {
            return Optional.empty();
        }
    }

    private Admin admin() {
        Admin known = admin;
        if (known == null) {
            Map<String, Object> settings = new HashMap<>(kafka.admin(group));
            int millis = Math.toIntExact(TIMEOUT.toMillis());
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
            known = Admin.create(settings);
            admin = known;
        }
        return known;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
            admin = null;
        }
    }
}
