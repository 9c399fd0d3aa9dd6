package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks are answered once, whatever fails. */
class FaultsIT {
    private final Codec codec = new Codec();

    @Test
    void queuedTasksAreDoneOnceOverARestart(@TempDir Path folder) {
        try (TestFleet fleet =
                TestFleet.in(
                        folder, options -> options.with("crayfleet.runner.demo-delay", "300ms"))) {
            List<String> messages =
                    IntStream.range(0, 20)
                            .mapToObj(i -> fleet.postTask("Calculate " + i + " + 1"))
                            .toList();
            fleet.resultOf("discord-" + messages.getFirst());
            fleet.restart();
            fleet.assertEachAnsweredOnce(messages);
        }
    }

    @Test
    void tasksAreAnsweredOnceWhileDiscordFails(@TempDir Path folder) {
        try (TestFleet fleet = TestFleet.in(folder)) {
            fleet.discord().faults().responseLost(3);
            fleet.discord().faults().serverError(503, 3);
            List<String> messages =
                    IntStream.range(0, 5)
                            .mapToObj(i -> fleet.postTask("Calculate " + i + " + 1"))
                            .toList();
            fleet.assertEachAnsweredOnce(messages);
            fleet.discord().faults().gatewayDropped();
            String after = fleet.postTask("Calculate 7 + 7");
            fleet.assertEachAnsweredOnce(List.of(after));
        }
    }

    @Test
    void theTaskOfASilentRunnerIsRunByAnother(@TempDir Path folder) throws Exception {
        try (TestFleet fleet = TestFleet.in(folder)) {
            Holder silentRunner = new Holder(new RunnerId("ghost"), new Incarnation("ghost-life"));
            // It has the most free slots, so it gets the next task.
            send(
                    fleet,
                    new RunMessage.RunnerJoined(
                            Pool.DEFAULT, silentRunner, 100, null, Instant.now()));
            fleet.eventually(() -> assertThat(poolMessages(fleet)).contains("ghost"));
            String message = fleet.postTask("Calculate 3 × 5");
            fleet.eventually(() ->
                    assertThat(fleet.records(Topics.CLAIMS))
                            .anySatisfy(record ->
                                    assertThat(codec.decodeClaim(record.value()))
                                            .matches(claim -> isFor(claim, silentRunner))));
            fleet.advanceClock(Duration.ofSeconds(16));
            // Lets the back-off end, which began with the loss.
            fleet.eventually(() -> assertThat(poolMessages(fleet)).contains("was not heard of"));
            fleet.advanceClock(Duration.ofSeconds(5));
            assertThat(fleet.resultOf("discord-" + message).content()).contains("= 15");
            fleet.assertEachAnsweredOnce(List.of(message));
        }
    }

    private static boolean isFor(Decoded<ClaimMessage> claim, Holder holder) {
        return claim instanceof Decoded.Readable<ClaimMessage>(ClaimMessage.ClaimGranted granted)
                && granted.holder().equals(holder);
    }

    private static String poolMessages(TestFleet fleet) {
        StringBuilder all = new StringBuilder();
        fleet.discord().messages("worker-pool").forEach(m -> all.append(m.content()).append('\n'));
        return all.toString();
    }

    private void send(TestFleet fleet, RunMessage message) throws Exception {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(
                        fleet.kafka().producer("ghost", 20_000),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.RUNS.topic(),
                                    message.pool().value(),
                                    codec.encode(message)))
                    .get(20, TimeUnit.SECONDS);
        }
    }
}
