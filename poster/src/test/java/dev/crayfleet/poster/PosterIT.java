package dev.crayfleet.poster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.emulator.EmulatorConfig;
import dev.crayfleet.emulator.RateLimits;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.poster.rendering.ResultRenderer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PosterIT {
    private static final String POSTS = "POST /channels/{channel_id}/messages";
    private static final String HISTORY = "GET /channels/{channel_id}/messages";

    @TempDir static Path data;
    private static EmbeddedKafka kafka;
    private final Codec codec = new Codec();
    private final TaskId id = new TaskId("t-" + UUID.randomUUID());
    private DiscordEmulator discord;

    @BeforeAll
    static void broker() {
        kafka = EmbeddedKafka.start(data, 0);
    }

    @AfterAll
    static void noBroker() {
        kafka.close();
    }

    @BeforeEach
    void emulator() {
        discord = DiscordEmulator.start(EmulatorConfig.inMemory());
    }

    @AfterEach
    void noEmulator() {
        discord.close();
    }

    @Test
    void postsAResultExactly() {
        try (PosterHarness rig = start()) {
            rig.result(Samples.calculated(id));
            EmulatedMessage posted = rig.awaitText("results", id.value()).getFirst();
            assertThat(posted.content())
                    .isEqualTo(ResultRenderer.posts(Samples.calculated(id)).getFirst().content());
            assertThat(posted.nonce()).isPresent();
            rig.awaitHealth("logged in as");
            rig.awaitPage("/prometheus", "crayfleet_poster_deliveries_total");
        }
    }

    @Test
    void tellsWhatHappens() {
        EmulatedMessage asked = ask();
        try (PosterHarness rig = start()) {
            rig.event(
                    Samples.claimed(
                            id, new Origin.Discord(discord.channelId("task-queue"), asked.id())));
            rig.event(Samples.spawned(id, "Calculate 25 × 4"));
            rig.event(Samples.finished(id, TaskStatus.SUCCEEDED, null));
            rig.await("task-queue", message -> message.hasReaction("✅"));
            rig.awaitText("worker-pool", "✅ Agent " + Samples.AGENT + " finished");
            assertThat(
                            discord.messages("worker-pool").stream()
                                    .map(each -> each.content().lines().findFirst().orElse("")))
                    .containsExactly(
                            "📌 **CLAIMED** `" + id + "` by `runner-1`",
                            "🤖 **AGENT SPAWNED**",
                            "✅ Agent " + Samples.AGENT + " finished");
        }
    }

    @Test
    void aLongResultIsAFile() {
        String whole = "line\n".repeat(3_000);
        try (PosterHarness rig = start()) {
            rig.result(
                    Samples.succeeded(
                            id, "p", new RunReport.Answer("short", whole, null, List.of())));
            EmulatedMessage posted = rig.awaitText("results", id.value()).getFirst();
            assertThat(posted.attachments()).hasSize(1);
            assertThat(posted.attachments().getFirst().name()).isEqualTo("RESULT.txt");
            assertThat(new String(posted.attachments().getFirst().bytes(), StandardCharsets.UTF_8))
                    .isEqualTo(whole);
        }
    }

    @Test
    void aStoredResultAndWhatTheAgentMadeComeAlong() throws Exception {
        KafkaSettings settings = KafkaSettings.of(kafka.bootstrap());
        byte[] whole = "a very long line\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        try (PosterHarness rig = start();
                KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(
                                settings.producer("test-files", 20_000),
                                new StringSerializer(),
                                new ByteArraySerializer())) {
            FileStore files = new FileStore(settings, producer, Duration.ofSeconds(20));
            FileRef result = files.put(id, "RESULT.txt", whole);
            FileRef gone = new FileRef("gone.png", 5, "0".repeat(64), 3, 99, 1);
            rig.result(
                    Samples.succeeded(
                            id, "p", new RunReport.Answer("s", "a very", result, List.of(gone))));
            EmulatedMessage posted = rig.awaitText("results", id.value()).getFirst();
            assertThat(posted.attachments().stream().map(EmulatedMessage.Attachment::name))
                    .containsExactly("RESULT.txt", "gone.png.missing.txt");
            assertThat(posted.attachments().getFirst().bytes()).isEqualTo(whole);
        }
    }

    @Test
    void keepsToTheLimits() {
        discord.close();
        discord =
                DiscordEmulator.start(
                        EmulatorConfig.inMemory().withRateLimits(RateLimits.faithful()));
        List<TaskId> ids =
                IntStream.range(0, 7).mapToObj(i -> new TaskId("limit-" + i + "-" + id)).toList();
        try (PosterHarness rig = start()) {
            ids.forEach(each -> rig.result(Samples.calculated(each)));
            ids.forEach(each -> rig.awaitText("results", each.value()));
            assertThat(ids).allMatch(each -> postsAbout(each).size() == 1);
        }
    }

    @Test
    void isPostedOnceThroughWhateverDiscordDoes() {
        try (PosterHarness rig = start()) {
            discord.faults().on(POSTS).rateLimited(Duration.ofMillis(200), 1);
            discord.faults().on(POSTS).serverError(500, 7);
            discord.faults().on(POSTS).unauthorized(1);
            discord.faults().on(POSTS).responseLost(2);
            discord.faults().on(POSTS).errorAfterWrite(502, 1);
            rig.result(Samples.calculated(id));
            TaskId next = new TaskId(id + "-next");
            rig.awaitText("results", id.value());
            rig.result(Samples.calculated(next));
            rig.awaitText("results", next.value());
            assertThat(postsAbout(id)).hasSize(1);
        }
    }

    @Test
    void aDeletedMessageHoldsNothingUp() {
        EmulatedMessage asked = ask();
        EmulatedMessage second = ask();
        String channel = discord.channelId("task-queue");
        discord.faults().unknownMessage(asked.id());
        try (PosterHarness rig = start()) {
            rig.event(Samples.claimed(id, new Origin.Discord(channel, asked.id())));
            rig.event(Samples.claimed(id, new Origin.Discord(channel, second.id())));
            rig.await(
                    "task-queue",
                    message -> message.id().equals(second.id()) && message.hasReaction("✅"));
        }
    }

    @Test
    void aChannelThatCannotBePostedToHoldsUpItselfOnly() {
        EmulatedMessage asked = ask();
        discord.faults().missingAccess(discord.channelId("worker-pool"));
        try (PosterHarness rig = start()) {
            rig.event(
                    Samples.claimed(
                            id, new Origin.Discord(discord.channelId("task-queue"), asked.id())));
            rig.result(Samples.calculated(id));
            rig.awaitText("results", id.value());
            rig.await("task-queue", message -> message.hasReaction("✅"));
            rig.awaitHealth("The bot may not post or react in channel");
            discord.faults().clear();
            rig.awaitText("worker-pool", "CLAIMED");
            rig.awaitHealth("logged in as");
        }
    }

    @Test
    void waitsForADiscordThatIsAway(@TempDir Path folder) {
        discord.close();
        discord = DiscordEmulator.start(EmulatorConfig.in(folder));
        int port = URI.create(discord.apiUrl()).getPort();
        try (PosterHarness rig = start()) {
            rig.result(Samples.calculated(id));
            rig.awaitText("results", id.value());
            discord.close();
            TaskId next = new TaskId(id + "-next");
            rig.result(Samples.calculated(next));
            rig.awaitHealth("\"DOWN\"");
            discord = DiscordEmulator.start(EmulatorConfig.in(folder).withPort(port));
            rig.in(discord).awaitText("results", next.value());
            assertThat(postsAbout(id)).hasSize(1);
            assertThat(postsAbout(next)).hasSize(1);
        }
    }

    @Test
    void startsWithoutDiscord(@TempDir Path folder) {
        discord.close();
        discord = DiscordEmulator.start(EmulatorConfig.in(folder));
        int port = URI.create(discord.apiUrl()).getPort();
        discord.close();
        try (PosterHarness rig = start()) {
            rig.result(Samples.calculated(id));
            rig.awaitHealth("cannot be reached");
            discord = DiscordEmulator.start(EmulatorConfig.in(folder).withPort(port));
            rig.in(discord).awaitText("results", id.value());
        }
    }

    @Test
    void whatDiscordRefusesIsSaidPlainly() {
        discord.faults().on(POSTS).refused(400, 50035, "Invalid Form Body", 1);
        try (PosterHarness rig = start()) {
            rig.result(Samples.calculated(id));
            EmulatedMessage posted = rig.awaitText("results", id.value()).getFirst();
            assertThat(posted.content()).startsWith("`[SUCCESS] " + id + " by runner-1`");
            assertThat(posted.attachments()).hasSize(1);
        }
    }

    @Test
    void whatCannotBeReadOrPostedIsADeadLetter() throws Exception {
        try (PosterHarness rig = start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            long before = deadLetters(admin);
            rig.send(
                    Topics.RESULTS,
                    id.value(),
                    "{\"type\":\"Strange\"}".getBytes(StandardCharsets.UTF_8),
                    Instant.now());
            rig.awaitPage("/prometheus", "crayfleet_poster_dead_letters_total");
            discord.faults().on(POSTS).refused(400, 50035, "Invalid Form Body", 2);
            rig.result(Samples.calculated(id));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> deadLetters(admin) == before + 2);
            TaskId next = new TaskId(id + "-next");
            rig.result(Samples.calculated(next));
            rig.awaitText("results", next.value());
        }
    }

    @Test
    void aRestartBetweenPostAndCommitPostsOnce() throws Exception {
        // Recorded long before it was posted, and posted too long ago for a nonce; and the channel
        // has more messages since the record than are looked through.
        discord.close();
        MovableClock clock = new MovableClock(Clock.systemUTC(), Duration.ofMinutes(-10));
        discord = DiscordEmulator.start(EmulatorConfig.inMemory().withClock(clock));
        for (int i = 0; i < 1_100; i++) {
            discord.postAs(discord.userToken(), "results", "talk " + i);
        }
        RecordMetadata place;
        try (PosterHarness rig = start()) {
            place = late(rig, id);
            rig.awaitText("results", id.value());
        }
        uncommit(place);
        clock.move(Duration.ofMinutes(10));
        TaskId next = new TaskId(id + "-next");
        try (PosterHarness rig = start()) {
            late(rig, next);
            rig.awaitText("results", next.value());
        }
        assertThat(postsAbout(id)).hasSize(1);
        assertThat(postsAbout(next)).hasSize(1);
    }

    @Test
    void catchesUpWithoutLookingThroughTheChannel() {
        List<TaskId> ids =
                IntStream.range(0, 12).mapToObj(i -> new TaskId("late-" + i + "-" + id)).toList();
        try (PosterHarness rig = start()) {
            rig.result(Samples.calculated(id));
            rig.awaitText("results", id.value());
            discord.faults().on(HISTORY).serverError(500, 1_000);
            ids.forEach(each -> late(rig, each));
            ids.forEach(each -> rig.awaitText("results", each.value()));
            assertThat(ids).allMatch(each -> postsAbout(each).size() == 1);
        }
    }

    @Test
    void whatWasBegunThreeTimesWithoutAnEndIsNotBegunAgain() throws Exception {
        RecordMetadata place;
        try (PosterHarness rig = start()) {
            place = late(rig, id);
            rig.awaitText("results", id.value());
        }
        commit(place, "begun=3");
        TaskId next = new TaskId(id + "-next");
        try (PosterHarness rig = start();
                DeadLetters letters = new DeadLetters(kafka.bootstrap())) {
            rig.awaitText("results", "[UNKNOWN] " + id + " by nobody");
            assertThat(letters.awaitReason(place)).contains("3 times in a row");
            late(rig, next);
            rig.awaitText("results", next.value());
        }
    }

    @Test
    void whatIsBrokenOnTheBrokersDiskIsGivenUp() throws Exception {
        RecordMetadata place;
        try (PosterHarness rig = start()) {
            rig.result(Samples.calculated(id));
            rig.awaitText("results", id.value());
        }
        TaskId broken = new TaskId(id + "-broken");
        TaskId next = new TaskId(id + "-next");
        place = write(broken, "none");
        breakLastByte(place);
        write(next, "none");
        try (PosterHarness rig = start();
                DeadLetters letters = new DeadLetters(kafka.bootstrap())) {
            rig.awaitText("results", next.value());
            assertThat(letters.awaitReason(place)).contains("cannot be read from Kafka");
            assertThat(discord.messages("results"))
                    .noneMatch(each -> each.content().contains(broken.value()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd"})
    void readsWhateverItIsCompressedWith(String compression) throws Exception {
        try (PosterHarness rig = start()) {
            rig.awaitHealth("logged in as");
            write(id, compression);
            rig.awaitText("results", id.value());
        }
    }

    /** By another producer, in the partition of the test's own task. */
    private RecordMetadata write(TaskId task, String compression) throws Exception {
        Map<String, Object> settings = KafkaSettings.of(kafka.bootstrap()).producer("test", 20_000);
        settings.put("compression.type", compression);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            return producer.send(
                            new ProducerRecord<>(
                                    Topics.RESULTS.topic(),
                                    id.value(),
                                    codec.encode(Samples.calculated(task))))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    /** Of the partition's last record, on the broker's disk. */
    private static void breakLastByte(RecordMetadata record) throws IOException {
        String folder = record.topic() + "-" + record.partition();
        Path segment;
        try (Stream<Path> all = Files.walk(data)) {
            segment =
                    all.filter(path -> path.toString().contains("/" + folder + "/"))
                            .filter(path -> path.toString().endsWith(".log"))
                            .max(Comparator.naturalOrder())
                            .orElseThrow();
        }
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            long last = file.length() - 3;
            file.seek(last);
            int old = file.read();
            file.seek(last);
            file.write(old ^ 0x55);
        }
    }

    /** A result that was recorded long ago, in the partition of the test's own task. */
    private RecordMetadata late(PosterHarness rig, TaskId task) {
        return rig.send(
                Topics.RESULTS,
                id.value(),
                codec.encode(Samples.calculated(task)),
                Instant.now().minus(Duration.ofMinutes(30)));
    }

    /** As if the poster had ended before it committed that record. */
    private static void uncommit(RecordMetadata record) throws Exception {
        commit(record, "");
    }

    private static void commit(RecordMetadata record, String metadata) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            admin.alterConsumerGroupOffsets(
                            "crayfleet-poster",
                            Map.of(
                                    new TopicPartition(record.topic(), record.partition()),
                                    new OffsetAndMetadata(record.offset(), metadata)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static long deadLetters(Admin admin) throws Exception {
        TopicPartition place = new TopicPartition(Topics.DEAD_LETTERS.topic(), 0);
        return admin.listOffsets(Map.of(place, OffsetSpec.latest()))
                .partitionResult(place)
                .get(20, TimeUnit.SECONDS)
                .offset();
    }

    private List<EmulatedMessage> postsAbout(TaskId task) {
        return discord.messages("results").stream()
                .filter(each -> each.content().contains("[SUCCESS] " + task + " by"))
                .toList();
    }

    private EmulatedMessage ask() {
        return discord.postAs(discord.userToken(), "task-queue", "Calculate 25 × 4");
    }

    private PosterHarness start() {
        return PosterHarness.start(kafka.bootstrap(), discord, Map.of());
    }
}
