package dev.crayfleet.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DiscordIT extends DiscordTestBase {

    @Test
    void aMessageBecomesATask() {
        try (IngestHarness ingest = start(Map.of()).awaitReading();
                TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            EmulatedMessage posted =
                    say("Audit the README\nand the docs [agent:Auditor] [thinking:high]");
            TaskTopic.TaskRecord found = tasks.await("Audit the README\nand the docs");
            assertThat(found.task().id()).isEqualTo(TaskId.ofDiscord(posted.id()));
            assertThat(found.task().pool()).isEqualTo(new Pool("auditor"));
            assertThat(found.task().options().thinking()).isEqualTo(Thinking.HIGH);
            assertThat(found.task().origin())
                    .isEqualTo(new Origin.Discord(discord.channelId(QUEUE), posted.id()));
            assertThat(found.task().requester().name()).isEqualTo("you");
            assertThat(found.key()).isEqualTo("auditor");
            assertThat(found.partition()).isEqualTo(Partitions.of("auditor", 12));
            assertThat(ingest).isNotNull();
        }
    }

    @Test
    void allowedBotsMaySubmitTasksAndOthersAndWeMayNot() {
        String friend = discord.newBotToken("friend");
        String friendId = discord.postAs(friend, "results", "who am I?").author().id();
        try (IngestHarness ingest =
                        IngestHarness.start(
                                        kafka.bootstrap(),
                                        discord,
                                        Map.of("discord.allowed-bots", friendId))
                                .awaitReading();
                TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            discord.postAs(discord.botToken(), QUEUE, "our own words");
            EmulatedMessage stranger =
                    discord.postAs(discord.newBotToken("stranger"), QUEUE, "x [thinking:very]");
            discord.postAs(friend, QUEUE, "asked by a bot");
            tasks.await("asked by a bot");
            assertThat(tasks.all())
                    .noneMatch(each -> each.task().prompt().text().startsWith("our"));
            assertThat(repliesTo(stranger)).isEmpty();
            assertThat(ingest).isNotNull();
        }
    }

    @Test
    void aBotGetsAtMostFiveRepliesAnHour() {
        String bot = discord.newBotToken("chatty");
        try (IngestHarness ingest =
                        IngestHarness.start(
                                        kafka.bootstrap(),
                                        discord,
                                        Map.of("discord.allowed-bots", "*"))
                                .awaitReading();
                TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            List<EmulatedMessage> bad =
                    IntStream.range(0, 8)
                            .mapToObj(i -> discord.postAs(bot, QUEUE, i + " [thinking:very]"))
                            .toList();
            bad.forEach(this::awaitRefused);
            assertThat(bad.stream().mapToInt(each -> repliesTo(each).size()).sum()).isEqualTo(5);
            say("after a chatty bot");
            tasks.await("after a chatty bot");
            assertThat(ingest).isNotNull();
        }
    }

    @Test
    void aRefusedMessageIsAnsweredOnceAcrossRestarts() {
        EmulatedMessage bad;
        try (IngestHarness ingest = start(Map.of()).awaitReading();
                TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            bad = say("@everyone draw a cat [thinking:very]");
            awaitRefused(bad);
            say("after the refused one");
            tasks.await("after the refused one");
            assertThat(ingest).isNotNull();
        }
        // Read again after a restart, because the channel is read from a little before the read
        // position.
        try (IngestHarness ingest = start(Map.of()).awaitReading();
                TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            say("after the restart");
            tasks.await("after the restart");
            assertThat(ingest).isNotNull();
        }
        List<EmulatedMessage> replies = repliesTo(bad);
        assertThat(replies).hasSize(1);
        assertThat(replies.getFirst().content())
                .contains("[thinking:very] is not understood")
                .contains("off, minimal, low");
        assertThat(replies.getFirst().json()).contains("\"mentions\":[]");
    }

    @Test
    void messagesPostedDuringDowntimeBecomeTasksInOrder() {
        say("history is no task");
        start(Map.of()).awaitReading().close();
        List<String> missed = IntStream.range(0, 130).mapToObj(i -> "missed " + i).toList();
        missed.forEach(this::say);
        try (IngestHarness ingest = start(Map.of());
                TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            List<TaskTopic.TaskRecord> found = tasks.await(text -> text.startsWith("missed "), 130);
            assertThat(found.stream().map(each -> each.task().prompt().text()))
                    .containsExactlyElementsOf(missed);
            assertThat(tasks.all())
                    .noneMatch(each -> each.task().prompt().text().startsWith("history"));
            assertThat(ingest).isNotNull();
        }
    }

    @Test
    void messagesPostedWhileTheGatewayIsBrokenBecomeTasks() {
        try (IngestHarness ingest = start(Map.of()).awaitReading();
                TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            discord.faults().gatewayDropped();
            say("while dropped");
            tasks.await("while dropped");
            ingest.awaitReading();
            discord.faults().gatewayReset();
            say("while reset");
            tasks.await("while reset");
        }
    }

    @Test
    void theChannelIsReadEvenWhileTheGatewayIsAway() {
        try (IngestHarness ingest =
                        IngestHarness.start(
                                        kafka.bootstrap(),
                                        discord,
                                        Map.of("crayfleet.ingest.look-again", "1s"))
                                .awaitReading();
                TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            discord.faults().gatewayRefused(true);
            discord.faults().gatewayReset();
            say("without a gateway");
            tasks.await("without a gateway");
            assertThat(ingest).isNotNull();
        }
    }

    @Test
    void attachmentsAreStoredWithTheTask() throws Exception {
        try (IngestHarness ingest = start(Map.of()).awaitReading();
                TaskTopic tasks = new TaskTopic(kafka.bootstrap());
                KafkaProducer<String, byte[]> unused =
                        new KafkaProducer<>(
                                KafkaSettings.of(kafka.bootstrap()).producer("unused", 10_000),
                                new StringSerializer(),
                                new ByteArraySerializer())) {
            FileStore files =
                    new FileStore(
                            KafkaSettings.of(kafka.bootstrap()), unused, Duration.ofSeconds(20));
            String longText = "sort these words " + "word ".repeat(10_000);
            new Uploads(discord)
                    .post(
                            QUEUE,
                            "[priority:high]",
                            Map.of(
                                    "message.txt",
                                    longText.getBytes(US_ASCII),
                                    "words.csv",
                                    "a,b".getBytes(US_ASCII)));
            TaskSubmitted task =
                    tasks.await(text -> text.startsWith("sort these"), 1).getFirst().task();
            assertThat(task.options().priority()).isEqualTo(Priority.HIGH);
            assertThat(files.get(Objects.requireNonNull(task.prompt().file())))
                    .isEqualTo(longText.strip().getBytes(StandardCharsets.UTF_8));
            assertThat(task.files()).hasSize(1);
            assertThat(task.files().getFirst().name()).isEqualTo("words.csv");
            assertThat(files.get(task.files().getFirst())).isEqualTo("a,b".getBytes(US_ASCII));
            assertThat(ingest).isNotNull();
        }
    }

    @Test
    void healthNamesAMissingIntent() {
        discord.faults().contentIntentRefused(true);
        try (IngestHarness ingest = start(Map.of())) {
            ingest.awaitHealth("Message Content intent");
            discord.faults().clear();
            ingest.awaitReading();
        }
    }

    @Test
    void aBadTokenDoesNotStopHttp() throws Exception {
        try (IngestHarness ingest =
                IngestHarness.start(
                        kafka.bootstrap(), discord, Map.of("discord.token", "not.a.token"))) {
            ingest.awaitHealth("does not accept the token");
            assertThat(ingest.post("text/plain", "still works").statusCode()).isEqualTo(202);
        }
    }

    @Test
    void healthNamesAChannelThatIsNotVisible() {
        try (IngestHarness ingest =
                IngestHarness.start(
                        kafka.bootstrap(),
                        discord,
                        Map.of("discord.task-queue-channel", "123456789012345678"))) {
            ingest.awaitHealth("not visible to the bot");
        }
    }

    private void awaitRefused(EmulatedMessage message) {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> isCrossed(message));
    }
}
