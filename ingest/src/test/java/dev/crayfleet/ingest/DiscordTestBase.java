package dev.crayfleet.ingest;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.emulator.EmulatorConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One broker for all tests of a class, and a new Discord for each. */
abstract class DiscordTestBase {
    static final String QUEUE = "task-queue";

    @TempDir static Path data;
    static EmbeddedKafka kafka;
    DiscordEmulator discord;

    @BeforeAll
    static void startBroker() {
        kafka = EmbeddedKafka.start(data, 0);
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @BeforeEach
    void startDiscord() {
        discord = DiscordEmulator.start(EmulatorConfig.inMemory());
    }

    @AfterEach
    void stopDiscord() {
        discord.close();
    }

    /**
     * @param more settings, stronger than those of the harness
     */
    IngestHarness start(Map<String, Object> more) {
        return IngestHarness.start(kafka.bootstrap(), discord, more);
    }

    EmulatedMessage say(String text) {
        return discord.postAs(discord.userToken(), QUEUE, text);
    }

    List<EmulatedMessage> repliesTo(EmulatedMessage message) {
        return discord.messages(QUEUE).stream()
                .filter(each -> each.replyTo().filter(message.id()::equals).isPresent())
                .toList();
    }

    boolean isCrossed(EmulatedMessage message) {
        return discord.messages(QUEUE).stream()
                .anyMatch(each -> each.id().equals(message.id()) && each.hasReaction("❌"));
    }
}
