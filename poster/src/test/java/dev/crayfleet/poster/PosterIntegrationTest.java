package dev.crayfleet.poster;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.emulator.EmulatorConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A broker for each test class; a Discord emulator and a task id for each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PosterIntegrationTest {
    static final String POST_MESSAGE = "POST /channels/{channel_id}/messages";

    private EmbeddedKafka kafka;
    private Path kafkaData;
    TaskId id;
    DiscordEmulator discord;

    @BeforeAll
    void startKafka(@TempDir Path data) {
        kafkaData = data;
        kafka = EmbeddedKafka.start(data, 0);
    }

    @AfterAll
    void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void startEmulator() {
        id = new TaskId("t-" + UUID.randomUUID());
        discord = DiscordEmulator.start(EmulatorConfig.inMemory());
    }

    @AfterEach
    void stopEmulator() {
        discord.close();
    }

    final String bootstrap() {
        return kafka.bootstrap();
    }

    final Path kafkaData() {
        return kafkaData;
    }

    final PosterHarness start() {
        return PosterHarness.start(bootstrap(), discord, Map.of());
    }

    /** A message in #task-queue that asks for a task. */
    final EmulatedMessage request() {
        return discord.postAs(discord.userToken(), "task-queue", "Calculate 25 × 4");
    }

    final List<EmulatedMessage> postsAbout(TaskId task) {
        return discord.messages("results").stream()
                .filter(each -> each.content().contains("[SUCCESS] " + task + " by"))
                .toList();
    }
}
