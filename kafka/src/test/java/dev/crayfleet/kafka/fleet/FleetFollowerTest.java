package dev.crayfleet.kafka.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.broker.LoopbackPorts;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.fleet.TokenTable.Found;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fleet topic on a real broker: tokens as they come and go, and what else may lie there. */
class FleetFollowerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir private Path folder;

    @Test
    void tokensComeAndGoWhileItReads() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
            KafkaSettings settings = KafkaSettings.of(kafka.bootstrap());
            FleetLog log = new FleetLog(settings, "test");
            log.ensureTopic();
            String before = write(log, "before");
            TokenTable tokens = new TokenTable();
            try (FleetFollower follower = new FleetFollower(settings, "test", List.of(tokens))) {
                follower.start();
                assertThat(follower.caughtUp().get(30, TimeUnit.SECONDS)).isTrue();
                assertThat(tokens.find(before, NOW)).isInstanceOf(Found.Valid.class);
                String after = write(log, "after");
                await().atMost(TIMEOUT).until(() -> tokens.find(after, NOW) instanceof Found.Valid);
                log.write("token:before", null);
                await().atMost(TIMEOUT)
                        .until(() -> tokens.find(before, NOW) instanceof Found.Revoked);
                assertThat(tokens.find(after, NOW)).isInstanceOf(Found.Valid.class);
            }
            TokenTable once = new TokenTable();
            assertThat(log.read(List.of(once))).isZero();
            assertThat(once.all()).extracting(TokenRecord::name).containsExactly("after");
        }
    }

    @Test
    void whatMakesNoSenseIsPassedOverAndCounted() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
            KafkaSettings settings = KafkaSettings.of(kafka.bootstrap());
            FleetLog log = new FleetLog(settings, "test");
            log.ensureTopic();
            String good = BearerToken.random();
            byte[] json = record("good", good).json();
            String text = new String(json, StandardCharsets.UTF_8);
            List<byte[]> garbage =
                    List.of(
                            new byte[0],
                            new byte[900_000],
                            text(" "),
                            text("null"),
                            text("[]"),
                            text("[".repeat(100_000)),
                            text("{\"v\":1}"),
                            text(
                                    "{\"v\":1,\"name\":\"bad\",\"hash\":1e999999999,\"createdAt\":[]}"),
                            text(text.replace("\"v\":1", "\"v\":2").replace("good", "bad")),
                            text(text.replace("[]", "[[[]]]").replace("good", "bad")),
                            text(text.replace("[]", "[null]").replace("good", "bad")),
                            text(text.replace("[]", "7").replace("good", "bad")),
                            json);
            try (Producer<String, byte[]> producer =
                    KafkaClients.newProducer(settings, "test", TIMEOUT)) {
                for (byte[] each : garbage) {
                    send(producer, "token:bad", each);
                }
                send(producer, "token:", json);
                send(producer, "tokens", json);
                send(producer, "x".repeat(10_000), json);
                send(producer, "file", json);
                send(producer, "file:2", json);
                send(producer, "token:good", json);
            }
            TokenTable tokens = new TokenTable();
            try (FleetFollower follower = new FleetFollower(settings, "test", List.of(tokens))) {
                follower.start();
                assertThat(follower.caughtUp().get(30, TimeUnit.SECONDS)).isTrue();
                assertThat(tokens.all()).extracting(TokenRecord::name).containsExactly("good");
                assertThat(tokens.find(good, NOW)).isInstanceOf(Found.Valid.class);
                assertThat(follower.skipped()).isEqualTo(garbage.size() + 3);
            }
        }
    }

    @Test
    void waitsForKafkaAndGoesOnAfterIt() throws Exception {
        int port = LoopbackPorts.findFree();
        KafkaSettings settings = KafkaSettings.of("127.0.0.1:" + port);
        TokenTable tokens = new TokenTable();
        try (FleetFollower follower = new FleetFollower(settings, "test", List.of(tokens))) {
            follower.start();
            FleetLog log = new FleetLog(settings, "test");
            try (EmbeddedKafka first = EmbeddedKafka.start(folder, port)) {
                assertThat(follower.caughtUp().get(60, TimeUnit.SECONDS)).isTrue();
                write(log, "first");
                await().atMost(TIMEOUT).until(() -> tokens.named("first").isPresent());
            }
            assertThat(tokens.named("first")).as("while Kafka is away").isPresent();
            try (EmbeddedKafka second = EmbeddedKafka.start(folder, port)) {
                log.write("token:first", null);
                write(log, "second");
                await().atMost(TIMEOUT).until(() -> tokens.named("second").isPresent());
                assertThat(tokens.named("first")).isEmpty();
            }
        }
    }

    @Test
    void endsWhileKafkaIsAway() throws Exception {
        TokenTable tokens = new TokenTable();
        FleetFollower follower =
                new FleetFollower(
                        KafkaSettings.of("127.0.0.1:" + LoopbackPorts.findFree()),
                        "test",
                        List.of(tokens));
        follower.start();
        follower.close();
        assertThat(follower.caughtUp().get(1, TimeUnit.SECONDS)).isFalse();
    }

    private static String write(FleetLog log, String name) throws Exception {
        String token = BearerToken.random();
        TokenRecord record = record(name, token);
        log.write(record.key(), record.json());
        return token;
    }

    private static TokenRecord record(String name, String token) {
        return new TokenRecord(name, BearerToken.hash(token), List.of(), NOW, null);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(Producer<String, byte[]> producer, String key, byte[] value)
            throws Exception {
        producer.send(new ProducerRecord<>(Topics.FLEET.topic(), 0, key, value))
                .get(30, TimeUnit.SECONDS);
    }
}
