package dev.crayfleet.poster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.emulator.EmulatorConfig;
import dev.crayfleet.emulator.RateLimits;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.fleet.FleetFileRecord;
import dev.crayfleet.kafka.fleet.FleetLog;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Results in the names of agents: real JDA, a real broker, and the emulator. */
class FacesIT extends PosterIntegrationTest {
    private static final String EXECUTE = "POST /webhooks/{webhook_id}/{webhook_token}";
    private static final String CREATE = "POST /channels/{channel_id}/webhooks";
    private static final String PICTURE = "https://faces.example/auditor.png";

    private long version;

    @BeforeEach
    void nameAgents() throws Exception {
        apply(null);
    }

    /** A fleet file whose auditor has a face and, if it is said, a channel of its own. */
    private void apply(@Nullable String channel) throws Exception {
        version++;
        String file =
                """
                {"agents": {"auditor": {"identity": {"name": "The Auditor", "avatar": "%s"}%s}}}
                """
                        .formatted(
                                PICTURE,
                                channel == null ? "" : ", \"results\": \"" + channel + "\"");
        FleetFileRecord record =
                new FleetFileRecord(
                        version,
                        "0".repeat(64),
                        file,
                        new Order(
                                "o" + version, new Requester("local", "Ada"), "test", Samples.AT));
        FleetLog log = new FleetLog(KafkaSettings.of(bootstrap()), "test");
        log.ensureTopic();
        log.write(record.key(), record.json());
    }

    @Test
    void anAgentsResultsHaveItsNameAndPictureByOneWebhook() throws Exception {
        try (PosterHarness harness = start()) {
            harness.sendResult(audited(id));
            assertFace(harness.awaitText("results", id.value()).getFirst());
        }
        TaskId next = new TaskId(id + "-next");
        TaskId plain = new TaskId(id + "-plain");
        try (PosterHarness harness = start()) {
            harness.sendResult(audited(next));
            assertFace(harness.awaitText("results", next.value()).getFirst());
            harness.sendResult(Samples.calculated(plain));
            assertThat(harness.awaitText("results", plain.value()).getFirst().json())
                    .doesNotContain("webhook_id");
        }
        assertThat(webhooks("results")).as("found again after a restart").isEqualTo(1);
    }

    @Test
    void withoutTheRightToWebhooksTheNameStandsInTheText() throws Exception {
        discord.faults().webhooksDenied(true);
        TaskId next = new TaskId(id + "-next");
        try (PosterHarness harness = start()) {
            harness.sendResult(audited(id));
            EmulatedMessage posted = harness.awaitText("results", id.value()).getFirst();
            assertThat(posted.content()).startsWith("**The Auditor**\n```\n[SUCCESS] " + id);
            assertThat(posted.json()).doesNotContain("webhook_id");
            discord.faults().webhooksDenied(false);
            // Not tried again for an hour.
            harness.sendResult(audited(next));
            assertThat(harness.awaitText("results", next.value()).getFirst().content())
                    .startsWith("**The Auditor**\n");
        }
        assertThat(webhooks("results")).isZero();
    }

    @Test
    void aWebhookThatSomebodyDeletesIsMadeAnew() throws Exception {
        TaskId next = new TaskId(id + "-next");
        try (PosterHarness harness = start()) {
            harness.sendResult(audited(id));
            String webhook = webhookOf(harness.awaitText("results", id.value()).getFirst());
            send("DELETE", "/webhooks/" + webhook);
            harness.sendResult(audited(next));
            EmulatedMessage posted = harness.awaitText("results", next.value()).getFirst();
            assertFace(posted);
            assertThat(webhookOf(posted)).isNotEqualTo(webhook);
        }
        assertThat(webhooks("results")).isEqualTo(1);
    }

    @Test
    void isPostedOnceThroughAllFaultsOfDiscord() {
        TaskId next = new TaskId(id + "-next");
        try (PosterHarness harness = start()) {
            discord.faults().on(CREATE).serverError(500, 1);
            discord.faults().on(EXECUTE).rateLimited(Duration.ofMillis(200), 2);
            discord.faults().on(EXECUTE).serverError(500, 7);
            discord.faults().on(EXECUTE).responseLost(2);
            discord.faults().on(EXECUTE).errorAfterWrite(502, 1);
            harness.sendResult(audited(id));
            assertFace(harness.awaitText("results", id.value()).getFirst());
            harness.sendResult(audited(next));
            harness.awaitText("results", next.value());
            assertThat(postsAbout(id)).hasSize(1);
            assertThat(postsAbout(next)).hasSize(1);
        }
    }

    @Test
    void isPostedOnceUnderDiscordsRateLimits() {
        discord.close();
        discord =
                DiscordEmulator.start(
                        EmulatorConfig.inMemory().withRateLimits(RateLimits.faithful()));
        List<TaskId> ids =
                IntStream.range(0, 7).mapToObj(i -> new TaskId("limit-" + i + "-" + id)).toList();
        try (PosterHarness harness = start()) {
            ids.forEach(each -> harness.sendResult(audited(each)));
            ids.forEach(each -> harness.awaitText("results", each.value()));
            assertThat(ids).allMatch(each -> postsAbout(each).size() == 1);
        }
    }

    @Test
    void aNameThatDiscordRefusesIsNoReasonNotToPost() {
        discord.faults().on(EXECUTE).refused(400, 50035, "Invalid Form Body", 1);
        try (PosterHarness harness = start()) {
            harness.sendResult(audited(id));
            assertThat(harness.awaitText("results", id.value()).getFirst().content())
                    .startsWith("**The Auditor**\n```");
        }
    }

    @Test
    void goesToTheAgentsChannelAndWhereSomebodyAsks() throws Exception {
        apply(discord.channelId("worker-pool"));
        TaskId asked = new TaskId(id + "-asked");
        TaskId hidden = new TaskId(id + "-hidden");
        TaskId nowhere = new TaskId(id + "-nowhere");
        TaskId last = id.child(1, 1);
        String queue = discord.channelId("task-queue");
        TaskResult like = Samples.calculated(asked);
        try (PosterHarness harness = start()) {
            harness.sendResult(audited(id));
            assertFace(harness.awaitText("worker-pool", id.value()).getFirst());
            harness.sendResult(Samples.by("auditor", new Origin.Http(null, queue), like));
            assertFace(harness.awaitText("task-queue", asked.value()).getFirst());
            // Nobody's channel holds up what others wait for.
            harness.sendResult(
                    Samples.by(
                            "default",
                            new Origin.Http(null, "1471858733452890132"),
                            Samples.calculated(hidden)));
            harness.awaitText("results", hidden.value());
            harness.sendResult(
                    Samples.by(
                            "auditor", new Origin.Http(false, null), Samples.calculated(nowhere)));
            harness.sendResult(
                    Samples.by(
                            "default",
                            Samples.delegated(id, true, null),
                            Samples.calculated(last)));
            assertThat(harness.awaitText("results", last.value()).getFirst().content())
                    .contains("\nFor: tech-lead, who works for manager, who works for Ada");
        }
        for (String channel : List.of("results", "worker-pool", "task-queue")) {
            assertThat(discord.messages(channel))
                    .noneMatch(each -> each.content().contains(nowhere.value()));
        }
    }

    private static TaskResult audited(TaskId task) {
        return Samples.by("auditor", new Origin.Http(), Samples.calculated(task));
    }

    private static void assertFace(EmulatedMessage message) {
        assertThat(message.author().name()).isEqualTo("The Auditor");
        assertThat(message.json()).contains(PICTURE).contains("\"webhook_id\"");
        assertThat(message.content()).startsWith("```\n[SUCCESS]");
    }

    private static String webhookOf(EmulatedMessage message) {
        return message.author().id();
    }

    private long webhooks(String channel) throws Exception {
        String list = send("GET", "/channels/" + discord.channelId(channel) + "/webhooks");
        return list.split("\"name\":\"crayfleet\"", -1).length - 1;
    }

    private String send(String method, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    discord.apiUrl().replaceFirst("/$", "") + path))
                                    .header("Authorization", "Bot " + discord.botToken())
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }
}
