package dev.crayfleet.poster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.emulator.EmulatorConfig;
import dev.crayfleet.emulator.RateLimits;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The poster while Discord limits, refuses, fails or is down. */
class DiscordFaultsIT extends PosterIntegrationTest {
    @Test
    void postsEachResultOnceUnderDiscordsRateLimits() {
        discord.close();
        discord =
                DiscordEmulator.start(
                        EmulatorConfig.inMemory().withRateLimits(RateLimits.faithful()));
        List<TaskId> ids =
                IntStream.range(0, 7).mapToObj(i -> new TaskId("limit-" + i + "-" + id)).toList();
        try (PosterHarness harness = start()) {
            ids.forEach(each -> harness.sendResult(Samples.calculated(each)));
            ids.forEach(each -> harness.awaitText("results", each.value()));
            assertThat(ids).allMatch(each -> postsAbout(each).size() == 1);
        }
    }

    @Test
    void aResultIsPostedOnceThroughAllFaultsOfDiscord() {
        try (PosterHarness harness = start()) {
            discord.faults().on(POST_MESSAGE).rateLimited(Duration.ofMillis(200), 1);
            discord.faults().on(POST_MESSAGE).serverError(500, 7);
            discord.faults().on(POST_MESSAGE).unauthorized(1);
            discord.faults().on(POST_MESSAGE).responseLost(2);
            discord.faults().on(POST_MESSAGE).errorAfterWrite(502, 1);
            harness.sendResult(Samples.calculated(id));
            TaskId next = new TaskId(id + "-next");
            harness.awaitText("results", id.value());
            harness.sendResult(Samples.calculated(next));
            harness.awaitText("results", next.value());
            assertThat(postsAbout(id)).hasSize(1);
        }
    }

    @Test
    void aReactionToADeletedMessageHoldsNothingUp() {
        EmulatedMessage request = request();
        EmulatedMessage second = request();
        String channel = discord.channelId("task-queue");
        discord.faults().unknownMessage(request.id());
        try (PosterHarness harness = start()) {
            harness.sendEvent(Samples.claimed(id, new Origin.Discord(channel, request.id())));
            harness.sendEvent(Samples.claimed(id, new Origin.Discord(channel, second.id())));
            harness.awaitMessages(
                    "task-queue",
                    message -> message.id().equals(second.id()) && message.hasReaction("✅"));
        }
    }

    @Test
    void aChannelThatCannotBePostedToHoldsUpItselfOnly() {
        EmulatedMessage request = request();
        discord.faults().missingAccess(discord.channelId("worker-pool"));
        try (PosterHarness harness = start()) {
            harness.sendEvent(
                    Samples.claimed(
                            id, new Origin.Discord(discord.channelId("task-queue"), request.id())));
            harness.sendResult(Samples.calculated(id));
            harness.awaitText("results", id.value());
            harness.awaitMessages("task-queue", message -> message.hasReaction("✅"));
            harness.awaitHealth("The bot may not post or react in channel");
            discord.faults().clear();
            harness.awaitText("worker-pool", "CLAIMED");
            harness.awaitHealth("logged in as");
        }
    }

    @Test
    void postsWhatWasRecordedWhileDiscordWasDown(@TempDir Path folder) {
        discord.close();
        discord = DiscordEmulator.start(EmulatorConfig.in(folder));
        int port = URI.create(discord.apiUrl()).getPort();
        try (PosterHarness harness = start()) {
            harness.sendResult(Samples.calculated(id));
            harness.awaitText("results", id.value());
            discord.close();
            TaskId next = new TaskId(id + "-next");
            harness.sendResult(Samples.calculated(next));
            harness.awaitHealth("\"DOWN\"");
            discord = startAgain(folder, port);
            harness.withEmulator(discord).awaitText("results", next.value());
            assertThat(postsAbout(id)).hasSize(1);
            assertThat(postsAbout(next)).hasSize(1);
        }
    }

    /** While nothing listened there, a connection may have been given the port for its own end. */
    private static DiscordEmulator startAgain(Path folder, int port) {
        AtomicReference<DiscordEmulator> started = new AtomicReference<>();
        await().atMost(Duration.ofSeconds(90))
                .ignoreException(UncheckedIOException.class)
                .until(() -> {
                    started.set(DiscordEmulator.start(EmulatorConfig.in(folder).withPort(port)));
                    return true;
                });
        return started.get();
    }

    @Test
    void startsWhileDiscordIsDown(@TempDir Path folder) {
        discord.close();
        discord = DiscordEmulator.start(EmulatorConfig.in(folder));
        int port = URI.create(discord.apiUrl()).getPort();
        discord.close();
        try (PosterHarness harness = start()) {
            harness.sendResult(Samples.calculated(id));
            harness.awaitHealth("cannot be reached");
            discord = startAgain(folder, port);
            harness.withEmulator(discord).awaitText("results", id.value());
        }
    }

    @Test
    void aMessageThatDiscordRefusesIsReplacedByAPlainOne() {
        discord.faults().on(POST_MESSAGE).refused(400, 50035, "Invalid Form Body", 1);
        try (PosterHarness harness = start()) {
            harness.sendResult(Samples.calculated(id));
            EmulatedMessage posted = harness.awaitText("results", id.value()).getFirst();
            assertThat(posted.content()).startsWith("`[SUCCESS] " + id + " by runner-1`");
            assertThat(posted.attachments()).hasSize(1);
        }
    }
}
