package dev.crayfleet.poster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.poster.rendering.ResultRenderer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Results and events as they appear at Discord. */
class PosterIT extends PosterIntegrationTest {
    @Test
    void postsAResultAsItIsRendered() {
        try (PosterHarness harness = start()) {
            harness.sendResult(Samples.calculated(id));
            EmulatedMessage posted = harness.awaitText("results", id.value()).getFirst();
            assertThat(posted.content())
                    .isEqualTo(ResultRenderer.posts(Samples.calculated(id)).getFirst().content());
            assertThat(posted.nonce()).isPresent();
            harness.awaitHealth("logged in as");
            harness.awaitPage(
                    "/prometheus",
                    "crayfleet_poster_deliveries_total{line=\"results\",outcome=\"done\"} 1.0");
        }
    }

    @Test
    void postsEventsAsReactionAndMessagesInOrder() {
        EmulatedMessage request = request();
        try (PosterHarness harness = start()) {
            harness.sendEvent(
                    Samples.claimed(
                            id, new Origin.Discord(discord.channelId("task-queue"), request.id())));
            harness.sendEvent(Samples.spawned(id, "Calculate 25 × 4"));
            harness.sendEvent(Samples.finished(id, TaskStatus.SUCCEEDED, null));
            harness.awaitMessages("task-queue", message -> message.hasReaction("✅"));
            harness.awaitText("worker-pool", "✅ Agent " + Samples.AGENT + " finished");
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
    void answersATaskThatNobodyServesInItsOwnChannelOnce() {
        EmulatedMessage request = request();
        Origin origin = new Origin.Discord(discord.channelId("task-queue"), request.id());
        TaskEvent unserved =
                new TaskEvent.TaskUnserved(
                        id,
                        new Pool("nobody"),
                        origin,
                        Requester.UNKNOWN,
                        Samples.AT.plusSeconds(86_400),
                        Samples.AT);
        try (PosterHarness harness = start()) {
            harness.sendEvent(unserved);
            harness.sendEvent(unserved);
            harness.sendEvent(Samples.claimed(id, origin));
            harness.awaitMessages("task-queue", message -> message.hasReaction("✅"));
            assertThat(discord.messages("task-queue"))
                    .filteredOn(message -> message.content().contains("`" + id + "`"))
                    .singleElement()
                    .satisfies(reply -> {
                        assertThat(reply.content()).contains("No runner serves", "`nobody`");
                        assertThat(reply.replyTo()).contains(request.id());
                    });
        }
    }

    @Test
    void aLongResultIsAttachedAsAFile() {
        String whole = "line\n".repeat(3_000);
        try (PosterHarness harness = start()) {
            harness.sendResult(
                    Samples.succeeded(
                            id, "p", new RunReport.Answer("short", whole, null, List.of())));
            EmulatedMessage posted = harness.awaitText("results", id.value()).getFirst();
            assertThat(posted.attachments()).hasSize(1);
            assertThat(posted.attachments().getFirst().name()).isEqualTo("RESULT.txt");
            assertThat(new String(posted.attachments().getFirst().bytes(), StandardCharsets.UTF_8))
                    .isEqualTo(whole);
        }
    }

    @Test
    void storedFilesAreAttachedAndAMissingOneIsReplacedByANotice() throws Exception {
        KafkaSettings settings = KafkaSettings.of(bootstrap());
        byte[] whole = "a very long line\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        try (PosterHarness harness = start();
                KafkaProducer<String, byte[]> producer =
                        new KafkaProducer<>(
                                settings.producer("test-files", 20_000),
                                new StringSerializer(),
                                new ByteArraySerializer())) {
            FileStore files = new FileStore(settings, producer, Duration.ofSeconds(20));
            FileRef result = files.put(id, "RESULT.txt", whole);
            FileRef gone = new FileRef("gone.png", 5, "0".repeat(64), 3, 99, 1);
            harness.sendResult(
                    Samples.succeeded(
                            id, "p", new RunReport.Answer("s", "a very", result, List.of(gone))));
            EmulatedMessage posted = harness.awaitText("results", id.value()).getFirst();
            assertThat(posted.attachments().stream().map(EmulatedMessage.Attachment::name))
                    .containsExactly("RESULT.txt", "gone.png.missing.txt");
            assertThat(posted.attachments().getFirst().bytes()).isEqualTo(whole);
        }
    }
}
