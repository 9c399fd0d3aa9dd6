package dev.crayfleet.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class DeadLetterWriterTest {
    private static final DeadLetter DEAD_LETTER =
            DeadLetter.of(
                    new DeadLetter.Place("crayfleet.results", 3, 42),
                    "key".getBytes(StandardCharsets.UTF_8),
                    "value".getBytes(StandardCharsets.UTF_8),
                    List.of(),
                    "it cannot be read");

    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                @Override
                public synchronized Future<RecordMetadata> send(
                        ProducerRecord<byte[], byte[]> record) {
                    RuntimeException failure = failures.poll();
                    if (failure != null) {
                        throw failure;
                    }
                    return super.send(record);
                }
            };

    @Test
    void retriesUntilKafkaHasTheDeadLetter() throws Exception {
        failures.add(new TimeoutException("away"));
        failures.add(new TimeoutException("still away"));
        DeadLetterWriter writer = writer(Duration.ofMillis(1));
        writer.write(DEAD_LETTER);
        assertThat(kafka.history()).singleElement().isEqualTo(DEAD_LETTER.record());
        assertThat(writer.problem()).isEmpty();
    }

    @Test
    void writesOnlyPositionAndReasonWhereTheTopicRefusesTheSize() throws Exception {
        failures.add(new RecordTooLargeException("above max.message.bytes"));
        writer(Duration.ofMillis(1)).write(DEAD_LETTER);
        ProducerRecord<byte[], byte[]> written = kafka.history().getFirst();
        assertThat(written.value()).isNull();
        assertThat(header(written, Topics.HEADER_REASON)).isEqualTo("it cannot be read");
        assertThat(header(written, Topics.HEADER_OFFSET)).isEqualTo("42");
        assertThat(header(written, Topics.HEADER_CUT_FROM)).isEqualTo("5");
    }

    @Test
    void reportsAProblemWhileItWaitsAndStopsWhenInterrupted() throws Exception {
        failures.add(new TimeoutException("away"));
        CountDownLatch waiting = new CountDownLatch(1);
        DeadLetterWriter writer =
                new DeadLetterWriter(
                        kafka,
                        Duration.ofSeconds(5),
                        failureCount -> {
                            waiting.countDown();
                            return Duration.ofHours(1);
                        });
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                writer.write(DEAD_LETTER);
                            } catch (InterruptedException e) {
                                ended.set(e);
                            }
                        });
        waiting.await();
        assertThat(writer.problem()).isPresent();
        thread.interrupt();
        thread.join();
        assertThat(ended.get()).isInstanceOf(InterruptedException.class);
        assertThat(kafka.history()).isEmpty();
    }

    private DeadLetterWriter writer(Duration wait) {
        return new DeadLetterWriter(kafka, Duration.ofSeconds(5), failureCount -> wait);
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
