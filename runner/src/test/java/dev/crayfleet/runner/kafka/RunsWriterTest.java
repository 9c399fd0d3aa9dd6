package dev.crayfleet.runner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.LogAnswered;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class RunsWriterTest {
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final RunsWriter writer = new RunsWriter(producer, new Codec(), 12);

    private static RunFinished finished(String summary) {
        return new RunFinished(
                Pool.DEFAULT,
                new Holder(new RunnerId("r"), new Incarnation("1")),
                new Attempt(new TaskId("t"), 1),
                new RunOutcome.Succeeded(),
                new RunReport(
                        new RunReport.Workspace("agent-1-aa", "workers/agent-1-aa/t", List.of()),
                        new RunReport.Spend("m", Thinking.OFF, null, null),
                        new RunReport.Answer(summary, "", null, List.of()),
                        Duration.ofSeconds(1),
                        List.of()),
                Instant.EPOCH);
    }

    private RunMessage sent() {
        assertThat(producer.history()).hasSize(1);
        return switch (new Codec().decodeRun(producer.history().getFirst().value())) {
            case Decoded.Readable<RunMessage> readable -> readable.message();
            case Decoded.Unreadable<RunMessage> bad -> throw new AssertionError(bad.reason());
        };
    }

    @Test
    void sendsAReport() {
        RunFinished message = finished("s");
        assertThat(writer.send(message)).isCompleted();
        assertThat(sent()).isEqualTo(message);
    }

    @Test
    void sendsTheOutcomeWithoutAReportThatIsTooLarge() {
        assertThat(writer.send(finished("s".repeat(2_000_000)))).isCompleted();
        assertThat(sent())
                .isInstanceOfSatisfying(
                        RunFinished.class,
                        finished -> {
                            assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
                            assertThat(finished.report()).isNull();
                        });
    }

    @Test
    void namesInAHeaderTheRequestThatItAnswers() {
        LogAnswered answer =
                new LogAnswered(
                        Pool.DEFAULT,
                        new Holder(new RunnerId("r"), new Incarnation("1")),
                        new Attempt(new TaskId("t"), 1),
                        "9d1f",
                        0,
                        4,
                        "one\n",
                        Instant.EPOCH);
        assertThat(writer.send(answer)).isCompleted();
        assertThat(sent()).isEqualTo(answer);
        assertThat(
                        producer.history()
                                .getFirst()
                                .headers()
                                .lastHeader(Topics.HEADER_REQUEST)
                                .value())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("9d1f");
        producer.clear();
        assertThat(writer.send(finished("s"))).isCompleted();
        assertThat(producer.history().getFirst().headers()).isEmpty();
    }
}
