package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.crayfleet.emulator.ChannelConfig;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.emulator.EmulatorConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Deleting what is in the fleet's channels, through real JDA. */
class PurgeIT {
    private static final String BULK = "POST /channels/{channel_id}/messages/bulk-delete";
    private static final String SINGLE = "DELETE /channels/{channel_id}/messages/{message_id}";
    private static final long MANAGE_MESSAGES = 1L << 13;

    private static final Instant TODAY = Instant.now();

    /** Ids only ever grow, so it starts in the past. */
    private final AtomicReference<Instant> now =
            new AtomicReference<>(TODAY.minus(Duration.ofDays(20)));

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private DiscordEmulator discord;
    private HttpServer dispatcher;
    private String tasks = "{\"tasks\":[]}";

    @BeforeEach
    void start() throws Exception {
        InstantSource clock = now::get;
        discord =
                DiscordEmulator.start(
                        EmulatorConfig.inMemory()
                                .withClock(clock.withZone(ZoneOffset.UTC))
                                .withChannels(
                                        Stream.of("task-queue", "results", "worker-pool", "others")
                                                .map(ChannelConfig::named)
                                                .toList()));
        dispatcher =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        dispatcher.createContext(
                "/",
                exchange -> {
                    byte[] body = tasks.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        dispatcher.start();
        configure(discord.channelId("results"));
    }

    private void configure(String results) {
        Map.of(
                        "discord.token", discord.botToken(),
                        "discord.api-url", discord.apiUrl(),
                        "discord.gateway-url", discord.gatewayUrl(),
                        "discord.guild-id", discord.guildId(),
                        "discord.task-queue-channel", discord.channelId("task-queue"),
                        "discord.results-channel", results,
                        "discord.worker-pool-channel", discord.channelId("worker-pool"))
                .forEach(System::setProperty);
    }

    @AfterEach
    void stop() {
        System.getProperties().keySet().removeIf(key -> key.toString().startsWith("discord."));
        dispatcher.stop(0);
        discord.close();
    }

    private int run(String... args) {
        String url = "http://127.0.0.1:" + dispatcher.getAddress().getPort();
        CommandLine commandLine = Crayfleet.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(
                Stream.concat(Stream.of("purge", "--dispatcher", url), Stream.of(args))
                        .toArray(String[]::new));
    }

    private void post(String channel, int count) {
        for (int i = 0; i < count; i++) {
            discord.postAs(discord.userToken(), channel, "number " + i);
        }
    }

    private String pin(String channel) {
        return discord.raw().post(discord.channelId(channel), "{\"pinned\":true}").id();
    }

    private List<String> left(String channel) {
        return discord.messages(channel).stream().map(EmulatedMessage::content).toList();
    }

    @Test
    void youngAndOldMessagesGoAndNothingElse() {
        post("task-queue", 3);
        now.set(TODAY);
        post("task-queue", 201);
        String pinned = pin("task-queue");
        post("results", 1);
        post("others", 2);
        assertThat(run("all", "--yes")).as(err.toString()).isZero();
        assertThat(discord.messages("task-queue"))
                .extracting(EmulatedMessage::id)
                .containsExactly(pinned);
        assertThat(left("results")).isEmpty();
        assertThat(left("others")).hasSize(2);
        assertThat(out.toString())
                .contains("#task-queue: 204 messages to delete")
                .contains("3 of them one by one")
                .contains("1 stay, because they are pinned")
                .contains("#task-queue: deleted 204 messages")
                .contains("#results: deleted 1 message", "#worker-pool: deleted 0 messages");
    }

    @Test
    void pinnedOnesGoWhereThatIsSaidAndNewOnesStay() {
        now.set(TODAY.minus(Duration.ofDays(8)));
        pin("results");
        post("results", 1);
        now.set(TODAY);
        post("results", 2);
        assertThat(run("results", "--yes", "--pinned", "--until", "7d")).isZero();
        assertThat(left("results")).containsExactly("number 0", "number 1");
        assertThat(out.toString()).contains("deleted 2 messages");
    }

    @Test
    void nothingGoesInADryRunOrWithoutConsent() {
        post("results", 3);
        assertThat(run("results", "--dry-run")).isZero();
        assertThat(out.toString())
                .contains("on the server " + EmulatorConfig.inMemory().guildName())
                .contains("#results: 3 messages to delete");
        assertThat(run("results")).isEqualTo(CommandLines.REFUSED);
        assertThat(err.toString())
                .contains(
                        "Delete 3 messages on the server %s? There is no terminal to ask on"
                                .formatted(EmulatorConfig.inMemory().guildName()));
        assertThat(run("general", "--yes")).isEqualTo(CommandLines.REFUSED);
        assertThat(err.toString()).contains("\"general\" is none of task-queue");
        assertThat(left("results")).hasSize(3);
    }

    @Test
    void tasksThatHaveNotEndedAreNamed() {
        post("task-queue", 2);
        String waits = discord.messages("task-queue").getFirst().id();
        tasks =
                "{\"tasks\":[{\"id\":\"discord-%s\",\"state\":\"queued\"},{\"id\":\"discord-%s\",\"state\":\"succeeded\"},{\"id\":\"other\",\"state\":\"running\"}]}"
                        .formatted(waits, discord.messages("task-queue").getLast().id());
        assertThat(run("task-queue", "--dry-run")).isZero();
        assertThat(out.toString())
                .contains("tasks that have not ended: discord-" + waits + ".")
                .contains("without a ✅, and no task that waits: 1.");
        dispatcher.stop(0);
        assertThat(run("task-queue", "--dry-run")).isZero();
        assertThat(out.toString()).contains("no dispatcher answers");
    }

    @Test
    void whatIsLeftIsSaidWithTheReason() {
        now.set(TODAY);
        post("results", 150);
        discord.faults().on(BULK).refused(403, 50013, "Missing Permissions", 1);
        assertThat(run("results", "--yes")).isEqualTo(CommandLines.FAILED);
        assertThat(out.toString())
                .contains("deleted 0 messages; 150 are still there: Missing Permissions");
        assertThat(left("results")).hasSize(150);
    }

    @Test
    void whatWasGoneAlreadyIsNoFailureAndRateLimitsAreWaitedFor() {
        post("results", 3);
        discord.faults().on(SINGLE).rateLimited(Duration.ofMillis(200), 1);
        discord.faults().unknownMessage(discord.messages("results").get(1).id());
        assertThat(run("results", "--yes")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("deleted 2 messages, 1 were gone already");
    }

    @Test
    void withoutTheRightItDeletesItsOwnOnly() {
        String channel =
                discord.raw()
                        .newChannel(
                                "kept",
                                "{\"permission_overwrites\":[{\"id\":\"%s\",\"type\":0,\"allow\":\"0\",\"deny\":\"%d\"}]}"
                                        .formatted(discord.guildId(), MANAGE_MESSAGES));
        configure(channel);
        post("kept", 2);
        discord.postAs(discord.botToken(), "kept", "of the bot");
        assertThat(run("results", "--yes")).as(err.toString()).isZero();
        assertThat(left("kept")).containsExactly("number 0", "number 1");
        assertThat(out.toString())
                .contains("2 of others stay")
                .contains("lacks Manage Messages", "deleted 1 message");
    }
}
