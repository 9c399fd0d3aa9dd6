package dev.crayfleet.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.CancelRequested;
import dev.crayfleet.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class TaskSenderTest {
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
    private static final TaskMessage.OfTask MESSAGE =
            new CancelRequested(new TaskId("t-1"), new Pool("auditor"), Requester.UNKNOWN, AT);

    @Test
    void writesTheMessageKeyedByItsPoolToThePoolsLane() throws Exception {
        MockProducer<String, byte[]> kafka = producer(true);
        TaskSender.toLanes(kafka, 5, Duration.ofSeconds(5)).send(MESSAGE);
        ProducerRecord<String, byte[]> written = kafka.history().getFirst();
        assertThat(written.topic()).isEqualTo(Topics.TASKS.topic());
        assertThat(written.key()).isEqualTo("auditor");
        assertThat(written.partition()).isEqualTo(Partitions.of("auditor", 5));
        assertThat(written.headers()).isEmpty();
        assertThat(new Codec().decodeTask(written.value(), new RecordPosition(0, 0, AT)))
                .isEqualTo(new Decoded.Readable<>(MESSAGE));
    }

    @Test
    void leavesThePartitionToTheClientWhereLanesAreNotKnown() throws Exception {
        MockProducer<String, byte[]> kafka = producer(true);
        TaskSender.byKey(kafka, Duration.ofSeconds(5)).send(MESSAGE);
        assertThat(kafka.history().getFirst().partition()).isNull();
        assertThat(kafka.history().getFirst().key()).isEqualTo("auditor");
    }

    @Test
    void aMessageThatIsNotAcknowledgedInTimeIsARequestException() {
        MockProducer<String, byte[]> silent = producer(false);
        assertThatThrownBy(() -> TaskSender.byKey(silent, Duration.ofMillis(20)).send(MESSAGE))
                .isInstanceOf(KafkaRequestException.class)
                .hasMessage("Kafka did not take task t-1")
                .hasCauseInstanceOf(java.util.concurrent.TimeoutException.class);
    }

    @Test
    void aMessageThatTheClientRefusesIsARequestException() {
        MockProducer<String, byte[]> kafka = producer(true);
        kafka.sendException = new TimeoutException("no metadata");
        KafkaRequestException failure = failure(kafka);
        assertThat(failure).hasMessage("Kafka did not take task t-1");
        assertThat(failure.isTooLarge()).isFalse();
    }

    @Test
    void aMessageThatIsTooLargeForTheClientOrForTheBrokerIsToldApart() throws Exception {
        MockProducer<String, byte[]> client = producer(true);
        client.sendException = new RecordTooLargeException("above max.request.size");
        assertThat(failure(client).isTooLarge()).isTrue();

        MockProducer<String, byte[]> broker = producer(false);
        Thread answer =
                Thread.ofVirtual()
                        .start(() -> {
                            while (!broker.errorNext(
                                    new RecordTooLargeException("above max.message.bytes"))) {
                                Thread.onSpinWait();
                            }
                        });
        assertThat(failure(broker).isTooLarge()).isTrue();
        answer.join();
    }

    @Test
    void anInterruptIsAnInterruptedExceptionAndNoRequestException() {
        MockProducer<String, byte[]> kafka = producer(true);
        kafka.sendException = new InterruptException("stopped");
        assertThatThrownBy(() -> TaskSender.byKey(kafka, Duration.ofSeconds(5)).send(MESSAGE))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aRawRecordIsWrittenAsItIs() {
        MockProducer<String, byte[]> kafka = producer(false);
        byte[] value = "[model:cheap] Do it".getBytes(StandardCharsets.UTF_8);
        CompletableFuture<Void> acknowledged =
                TaskSender.byKey(kafka, Duration.ofSeconds(5)).sendRecord("any key", value);
        assertThat(acknowledged).isNotDone();
        kafka.completeNext();
        assertThat(acknowledged).isCompleted();
        assertThat(kafka.history().getFirst().key()).isEqualTo("any key");
        assertThat(kafka.history().getFirst().value()).isEqualTo(value);
    }

    @Test
    void aRawRecordThatIsNotTakenCompletesExceptionally() {
        MockProducer<String, byte[]> kafka = producer(false);
        CompletableFuture<Void> acknowledged =
                TaskSender.byKey(kafka, Duration.ofSeconds(5)).sendRecord("key", new byte[1]);
        kafka.errorNext(new TimeoutException("away"));
        assertThat(acknowledged).isCompletedExceptionally();
    }

    @Test
    void closingItClosesTheProducer() {
        MockProducer<String, byte[]> kafka = producer(true);
        TaskSender.byKey(kafka, Duration.ofSeconds(5)).close();
        assertThat(kafka.closed()).isTrue();
    }

    private static KafkaRequestException failure(MockProducer<String, byte[]> kafka) {
        TaskSender sender = TaskSender.byKey(kafka, Duration.ofSeconds(20));
        return catchThrowableOfType(KafkaRequestException.class, () -> sender.send(MESSAGE));
    }

    private static MockProducer<String, byte[]> producer(boolean autoComplete) {
        return new MockProducer<>(
                autoComplete, null, new StringSerializer(), new ByteArraySerializer());
    }
}
