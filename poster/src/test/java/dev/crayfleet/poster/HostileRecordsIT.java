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

/** Each hostile record has its answer, and the next ordinary one of its partition is posted. */
class HostileRecordsIT {
    @TempDir static Path data;
    private static EmbeddedKafka kafka;
    private static DiscordEmulator discord;
    private static PosterHarness rig;
    private static DeadLetters letters;

    private final Codec codec = new Codec();
    private final TaskId id = new TaskId("t-" + UUID.randomUUID());
    private final TaskId next = new TaskId("next-of-" + id);

    @BeforeAll
    static void poster() {
        kafka = EmbeddedKafka.start(data, 0);
        discord = DiscordEmulator.start(EmulatorConfig.inMemory());
        rig = PosterHarness.start(kafka.bootstrap(), discord, Map.of());
        letters = new DeadLetters(kafka.bootstrap());
    }

    @AfterAll
    static void noPoster() {
        letters.close();
        rig.close();
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
    void ofResults(HostileInput input) {
        HostileRecord record = HostileRecord.of(input, id, discord.channelId("task-queue"));
        RecordMetadata place = send(Topics.RESULTS, record);
        rig.send(Topics.RESULTS, id.value(), codec.encode(Samples.calculated(next)), Instant.now());
        rig.awaitText("results", "[SUCCESS] " + next + " by");
        check(record, place, "results");
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
    void ofEvents(HostileInput input) {
        EmulatedMessage asked = discord.postAs(discord.userToken(), "task-queue", "Calculate");
        HostileRecord record = HostileRecord.of(input, id, discord.channelId("task-queue"));
        RecordMetadata place = send(Topics.EVENTS, record);
        Origin origin = new Origin.Discord(discord.channelId("task-queue"), asked.id());
        rig.send(
                Topics.EVENTS,
                id.value(),
                codec.encode(Samples.claimed(next, origin)),
                Instant.now());
        rig.awaitText("worker-pool", "**CLAIMED** `" + next + "`");
        rig.await(
                "task-queue",
                message -> message.id().equals(asked.id()) && message.hasReaction("✅"));
        check(record, place, "worker-pool");
    }

    private RecordMetadata send(Topics topic, HostileRecord record) {
        Instant at =
                record.input().input().has("timestamp")
                        ? Instant.ofEpochMilli(record.input().input().path("timestamp").asLong())
                        : Instant.now();
        return rig.send(topic, id.value(), record.value(), at);
    }

    /** What came of it has come before the next one was posted. */
    private static void check(HostileRecord record, RecordMetadata place, String channel) {
        record.answer("posted")
                .ifPresent(text ->
                        assertThat(discord.messages(channel))
                                .anyMatch(each -> each.content().contains(text)));
        String dead = record.answer("deadLetter").or(() -> record.answer("refused")).orElse(null);
        if (dead == null) {
            assertThat(letters.reasons(place)).isEmpty();
        } else {
            assertThat(letters.awaitReason(place)).contains(dead);
            assertThat(letters.reasons(place)).hasSize(1);
        }
    }
}
