package dev.crayfleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.ingest.kafka.ChannelReadPosition;
import dev.crayfleet.kafka.KafkaSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong with the channel, the server, Discord itself, or with us in the middle of it. */
class DiscordTroubleIT extends DiscordTestBase {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

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
        try (ChannelReadPosition positions = positions()) {
            // Two processes have attempted it and ended without a further word.
            ChannelReadPosition.Position before = positions.read().orElseThrow();
            long id = Long.parseLong(deadly.id());
            positions.write(before.withAttemptAt(id).withAttemptAt(id));
        }
        try (IngestHarness ingest = start(Map.of()).awaitReading();
                TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            say("after the deadly one");
            tasks.await("after the deadly one");
            assertThat(tasks.polled())
                    .noneMatch(each -> each.task().prompt().text().equals("deadly"));
            assertThat(repliesTo(deadly))
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
                ChannelReadPosition positions = positions()) {
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
                                () -> positions.read().orElseThrow().attempt(),
                                new ChannelReadPosition.Attempt(Long.parseLong(slow.id()), 1)
                                        ::equals);
                assertThat(ingest).isNotNull();
            }
            assertThat(positions.read().orElseThrow().attempt())
                    .isEqualTo(ChannelReadPosition.Attempt.NONE);
        }
    }

    private ChannelReadPosition positions() {
        return new ChannelReadPosition(
                KafkaSettings.of(kafka.bootstrap()), discord.channelId(QUEUE), TIMEOUT);
    }
}
