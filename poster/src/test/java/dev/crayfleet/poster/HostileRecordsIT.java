package dev.crayfleet.poster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.emulator.EmulatorConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each hostile record has its expected outcome, and the next record of its partition is posted. */
class HostileRecordsIT {
    @TempDir static Path data;
    private static EmbeddedKafka kafka;
    private static DiscordEmulator discord;
    private static PosterHarness harness;
    private static DeadLetters deadLetters;

    private final Codec codec = new Codec();
    private final TaskId id = new TaskId("t-" + UUID.randomUUID());
    private final TaskId next = new TaskId("next-of-" + id);

    @BeforeAll
    static void startPoster() {
        kafka = EmbeddedKafka.start(data, 0);
        discord = DiscordEmulator.start(EmulatorConfig.inMemory());
        harness = PosterHarness.start(kafka.bootstrap(), discord, Map.of());
        deadLetters = new DeadLetters(kafka.bootstrap());
    }

    @AfterAll
    static void stopPoster() {
        deadLetters.close();
        harness.close();
        discord.close();
        kafka.close();
    }

    static List<HostileInput> results() {
        return Corpus.of("results");
    }

    static List<HostileInput> events() {
        return Corpus.of("events");
    }

    @ParameterizedTest
    @MethodSource("results")
    void aHostileResultHasItsOutcome(HostileInput input) {
        HostileRecord record = HostileRecord.of(input, id, discord.channelId("task-queue"));
        RecordMetadata position = send(Topics.RESULTS, record);
        harness.send(
                Topics.RESULTS, id.value(), codec.encode(Samples.calculated(next)), Instant.now());
        harness.awaitText("results", "[SUCCESS] " + next + " by");
        check(record, position, "results");
        record.answer("file")
                .ifPresent(name ->
                        assertThat(discord.messages("results"))
                                .anyMatch(each ->
                                        each.content().contains(id.value())
                                                && each.attachments().stream()
                                                        .anyMatch(
                                                                file -> file.name().equals(name))));
    }

    @ParameterizedTest
    @MethodSource("events")
    void aHostileEventHasItsOutcome(HostileInput input) {
        EmulatedMessage request = discord.postAs(discord.userToken(), "task-queue", "Calculate");
        HostileRecord record = HostileRecord.of(input, id, discord.channelId("task-queue"));
        RecordMetadata position = send(Topics.EVENTS, record);
        Origin origin = new Origin.Discord(discord.channelId("task-queue"), request.id());
        harness.send(
                Topics.EVENTS,
                id.value(),
                codec.encode(Samples.claimed(next, origin)),
                Instant.now());
        harness.awaitText("worker-pool", "**CLAIMED** `" + next + "`");
        harness.awaitMessages(
                "task-queue",
                message -> message.id().equals(request.id()) && message.hasReaction("✅"));
        check(record, position, "worker-pool");
    }

    private RecordMetadata send(Topics topic, HostileRecord record) {
        Instant timestamp =
                record.input().input().has("timestamp")
                        ? Instant.ofEpochMilli(record.input().input().path("timestamp").asLong())
                        : Instant.now();
        return harness.send(topic, id.value(), record.value(), timestamp);
    }

    /** Its outcome precedes the post of the next record. */
    private static void check(HostileRecord record, RecordMetadata position, String channel) {
        record.answer("posted")
                .ifPresent(text ->
                        assertThat(discord.messages(channel))
                                .anyMatch(each -> each.content().contains(text)));
        String reason = record.answer("deadLetter").or(() -> record.answer("refused")).orElse(null);
        if (reason == null) {
            assertThat(deadLetters.reasons(position)).isEmpty();
        } else {
            assertThat(deadLetters.awaitReason(position)).contains(reason);
            assertThat(deadLetters.reasons(position)).hasSize(1);
        }
    }
}
