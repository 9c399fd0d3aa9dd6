package dev.crayfleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.emulator.EmulatorConfig;
import dev.crayfleet.ingest.kafka.ChannelReadPosition;
import dev.crayfleet.kafka.KafkaSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong with the channel, the server, Discord itself, or with us in the middle of it. */
class DiscordTroubleIT {
    private static final String QUEUE = "task-queue";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir static Path data;
    private static EmbeddedKafka kafka;
    private DiscordEmulator discord;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2  | a voice channel",
                "4  | a category, which only holds channels",
                "11 | an archived thread",
                "15 | a forum",
                "99 | of a kind that this build does not know"
            })
    void healthSaysWhyAChannelCannotBeTheTaskQueue(int type, String words) {
        String channel =
                discord.raw()
                        .newChannel(
                                "odd",
                                "{\"type\":%d,\"thread_metadata\":{\"archived\":true},\"available_tags\":[],\"bitrate\":64000,\"user_limit\":0}"
                                        .formatted(type));
        try (IngestHarness ingest = start(Map.of("discord.task-queue-channel", channel))) {
            ingest.awaitHealth(words);
        }
    }

    /** Discord shows it as an empty channel: later all that is in it would be taken for new. */
    @Test
    void aChannelWhoseHistoryIsHiddenIsNotRead() {
        long history = 1L << 16;
        String channel =
                discord.raw()
                        .newChannel(
                                "secretive",
                                "{\"permission_overwrites\":[{\"id\":\"%s\",\"type\":0,\"allow\":\"0\",\"deny\":\"%d\"}]}"
                                        .formatted(discord.guildId(), history));
        try (IngestHarness ingest = start(Map.of("discord.task-queue-channel", channel))) {
            ingest.awaitHealth("may View Channel and Read Message History");
        }
    }

    @Test
    void readingResumesWhenAnUnavailableServerIsBack() {
        try (IngestHarness ingest =
                        start(Map.of("crayfleet.ingest.look-again", "1s")).awaitReading();
                TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            discord.faults().guildUnavailable(true);
            ingest.awaitHealth("Discord has an outage");
            say("said during the outage");
            discord.faults().guildUnavailable(false);
            ingest.awaitReading();
            tasks.await("said during the outage");
        }
    }

    @Test
    void aBlockByCloudflareIsNotReportedAsAMissingPermission() {
        discord.faults().on("GET /channels/{channel_id}/messages").blocked(3);
        try (IngestHarness ingest = start(Map.of());
                TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            ingest.awaitHealth("Cloudflare, which stands before Discord");
            ingest.awaitReading();
            say("after Cloudflare");
            tasks.await("after Cloudflare");
        }
    }

    @Test
    void aChannelWhereRepliesAreForbiddenIsReadNevertheless() throws Exception {
        try (IngestHarness ingest = start(Map.of()).awaitReading();
                TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            discord.faults()
                    .on("POST /channels/{channel_id}/messages")
                    .refused(403, 50013, "Missing Permissions", 1);
            List<EmulatedMessage> bad = List.of(say("1 [thinking:very]"), say("2 [thinking:very]"));
            say("after what could not be answered");
            tasks.await("after what could not be answered");
            // Refused requests ban an address: for a while no more are made.
            assertThat(discord.messages(QUEUE)).noneMatch(each -> each.replyTo().isPresent());
            assertThat(bad).allMatch(each -> !isCrossed(each));
            assertThat(ingest.get("/prometheus").body())
                    .contains("outcome=\"refused\",source=\"discord\"} 2");
        }
    }

    @Test
    void aMessageAtWhichTwoProcessesEndedIsSetAside() throws Exception {
        start(Map.of()).awaitReading().close();
        EmulatedMessage deadly = say("deadly");
        try (ChannelReadPosition mark = mark()) {
            // Two processes have attempted it and ended without a further word.
            ChannelReadPosition.Mark before = mark.read().orElseThrow();
            long id = Long.parseLong(deadly.id());
            mark.write(before.withAttemptAt(id).withAttemptAt(id));
        }
        try (IngestHarness ingest = start(Map.of()).awaitReading();
                TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            say("after the deadly one");
            tasks.await("after the deadly one");
            assertThat(tasks.polled())
                    .noneMatch(each -> each.task().prompt().text().equals("deadly"));
            assertThat(discord.messages(QUEUE))
                    .filteredOn(each -> each.replyTo().filter(deadly.id()::equals).isPresent())
                    .singleElement()
                    .satisfies(reply ->
                            assertThat(reply.content())
                                    .contains("broke off. Please write it in another way"));
            assertThat(ingest.get("/prometheus").body())
                    .contains("outcome=\"set-aside\",source=\"discord\"} 1");
        }
    }

    @Test
    void anOrderlyStopInTheMiddleOfAMessageIsNoAttempt() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChannelReadPosition mark = mark()) {
            EmulatedMessage slow;
            try (IngestHarness ingest = start(Map.of()).awaitReading()) {
                slow =
                        discord.raw()
                                .post(
                                        discord.channelId(QUEUE),
                                        "{\"content\":\"slow\",\"attachments\":[{\"id\":\"1\",\"filename\":\"a\",\"size\":1,\"url\":\"http://127.0.0.1:%d/a\",\"proxy_url\":\"\"}]}"
                                                .formatted(silent.getLocalPort()));
                // As the next process would find it after a kill.
                Awaitility.await()
                        .atMost(TIMEOUT)
                        .until(
                                () -> mark.read().orElseThrow().attempt(),
                                new ChannelReadPosition.Attempt(Long.parseLong(slow.id()), 1)
                                        ::equals);
                assertThat(ingest).isNotNull();
            }
            assertThat(mark.read().orElseThrow().attempt())
                    .isEqualTo(ChannelReadPosition.Attempt.NONE);
        }
    }

    private ChannelReadPosition mark() {
        return new ChannelReadPosition(
                KafkaSettings.of(kafka.bootstrap()), discord.channelId(QUEUE), TIMEOUT);
    }

    private boolean isCrossed(EmulatedMessage message) {
        return discord.messages(QUEUE).stream()
                .anyMatch(each -> each.id().equals(message.id()) && each.hasReaction("❌"));
    }

    private EmulatedMessage say(String text) {
        return discord.postAs(discord.userToken(), QUEUE, text);
    }

    private IngestHarness start(Map<String, Object> more) {
        return IngestHarness.start(kafka.bootstrap(), discord, more);
    }
}
