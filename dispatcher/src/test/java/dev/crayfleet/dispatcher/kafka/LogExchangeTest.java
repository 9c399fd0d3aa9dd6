package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.LogRequested;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.LogAnswered;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.Partitions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class LogExchangeTest {
    private static final Holder RUNNER =
            new Holder(new RunnerId("runner-1"), new Incarnation("life-1"));
    private static final Attempt ATTEMPT = new Attempt(new TaskId("a"), 2);
    private static final TopicPartition LANE =
            new TopicPartition(
                    Topics.RUNS.topic(), Partitions.of(Pool.DEFAULT.value(), Topics.DEFAULT_LANES));
    private static final LogRequested QUESTION =
            new LogRequested(RUNNER, ATTEMPT, Pool.DEFAULT, "q-1", 7L, Instant.EPOCH);

    private final Codec codec = new Codec();
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final MockConsumer<byte[], byte[]> runs = new MockConsumer<>("none");
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private final LogExchange exchange =
            new LogExchange(producer, Topics.DEFAULT_LANES, Duration.ofSeconds(3), isClosed::get);
    private long offset = 100;

    private Optional<LogAnswered> ask(Duration patience) throws Exception {
        runs.updateEndOffsets(Map.of(LANE, 100L));
        return exchange.ask(QUESTION, runs, Deadline.after(patience));
    }

    private LogAnswered answer(Holder holder, Attempt attempt, String request) {
        return new LogAnswered(
                Pool.DEFAULT, holder, attempt, request, 7, 11, "one\n", Instant.EPOCH);
    }

    private void write(String header, byte[] value) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(LANE.topic(), LANE.partition(), offset++, null, value);
        record.headers().add(Topics.HEADER_REQUEST, header.getBytes(StandardCharsets.UTF_8));
        runs.addRecord(record);
    }

    @Test
    void theAnswerIsThatOfTheRunnerThatWasAskedAndNoOther() throws Exception {
        LogAnswered right = answer(RUNNER, ATTEMPT, "q-1");
        runs.schedulePollTask(() -> {
            runs.addRecord(
                    new ConsumerRecord<>(
                            LANE.topic(), LANE.partition(), offset++, null, codec.encode(right)));
            write("q-2", codec.encode(right));
            write("q-1", "no message".getBytes(StandardCharsets.UTF_8));
            write("q-1", codec.encode(answer(RUNNER, ATTEMPT, "q-2")));
            write("q-1", codec.encode(answer(RUNNER, new Attempt(new TaskId("a"), 1), "q-1")));
            Holder other = new Holder(RUNNER.runner(), new Incarnation("life-2"));
            write("q-1", codec.encode(answer(other, ATTEMPT, "q-1")));
        });
        runs.schedulePollTask(() -> write("q-1", codec.encode(right)));
        assertThat(ask(Duration.ofSeconds(20))).contains(right);
        assertThat(runs.position(LANE)).isEqualTo(offset);
        assertThat(producer.history())
                .singleElement()
                .satisfies(sent -> {
                    assertThat(sent.topic()).isEqualTo(Topics.CLAIMS.topic());
                    assertThat(sent.key()).isEqualTo("runner-1");
                    assertThat(codec.decodeClaim(sent.value()))
                            .isEqualTo(new Decoded.Readable<>(QUESTION));
                });
    }

    @Test
    void aSilentRunnerIsNotWaitedForLonger() throws Exception {
        assertThat(ask(Duration.ofMillis(1))).isEmpty();
        assertThat(producer.history()).hasSize(1);
    }

    @Test
    void nothingIsWaitedForWhenTheDispatcherStops() throws Exception {
        runs.schedulePollTask(() -> isClosed.set(true));
        assertThat(ask(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void whereKafkaDoesNotTakeTheQuestionNothingIsWaitedFor() {
        producer.sendException = new org.apache.kafka.common.errors.TimeoutException("made up");
        assertThatThrownBy(() -> ask(Duration.ofHours(1)))
                .isInstanceOfAny(
                        KafkaRequestException.class, org.apache.kafka.common.KafkaException.class);
    }
}
