package dev.crayfleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.emulator.EmulatorConfig;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All messages of the corpus, from the gateway and from the channel's history: each becomes a task,
 * is refused or ignored as the corpus says, and the next ordinary message is a task.
 */
class DiscordCorpusIT {
    private static final String QUEUE = "task-queue";
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger ORDINARY_TASKS = new AtomicInteger();

    @TempDir static Path data;
    private static EmbeddedKafka kafka;
    private static DiscordEmulator discord;
    private static TaskTopic tasks;
    private static String self;

    @BeforeAll
    static void startServers() {
        kafka = EmbeddedKafka.start(data, 0);
        discord = DiscordEmulator.start(EmulatorConfig.inMemory());
        self = discord.postAs(discord.botToken(), "results", "who am I?").author().id();
        ingest().close();
        tasks = new TaskTopic(kafka.bootstrap());
    }

    @AfterAll
    static void stopServers() {
        tasks.close();
        discord.close();
        kafka.close();
    }

    @Test
    void everyMessageOfTheCorpusArrivesOverTheGateway() throws Exception {
        try (IngestHarness ingest = ingest()) {
            for (HostileInput input : inputs()) {
                EmulatedMessage posted = post(input);
                postOrdinaryTask();
                check(input, posted);
            }
            assertThat(ingest).isNotNull();
        }
    }

    @Test
    void everyMessageOfTheCorpusIsReadFromHistory() throws Exception {
        List<HostileInput> inputs = inputs();
        List<EmulatedMessage> posted = new ArrayList<>();
        for (HostileInput input : inputs) {
            posted.add(post(input));
        }
        try (IngestHarness ingest = ingest()) {
            postOrdinaryTask();
            for (int i = 0; i < inputs.size(); i++) {
                check(inputs.get(i), posted.get(i));
            }
            assertThat(ingest).isNotNull();
        }
    }

    /** The messages of the corpus, and its texts for all ways in as messages. */
    private static List<HostileInput> inputs() {
        Stream<HostileInput> texts =
                Corpus.of("text").stream()
                        .filter(input ->
                                input.text("text").filter(DiscordCorpusIT::fits).isPresent())
                        .map(DiscordCorpusIT::asContent);
        return Stream.concat(Corpus.of("discord-messages").stream(), texts).toList();
    }

    /** Half a surrogate pair does not come as far as the small Discord. */
    private static boolean fits(String text) {
        return text.length() <= 2_000 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static HostileInput asContent(HostileInput input) {
        ObjectNode message = JSON.createObjectNode();
        message.putObject("message").put("content", input.text("text").orElseThrow());
        // Without text the answer says so.
        JsonNode answer =
                input.answer().has("noText")
                        ? JSON.createObjectNode().put("refused", "nothing to do")
                        : input.answer();
        return new HostileInput(input.kind(), input.name(), input.why(), message, answer);
    }

    private static IngestHarness ingest() {
        return IngestHarness.start(
                        kafka.bootstrap(),
                        discord,
                        Map.of(
                                "discord.allowed-bots",
                                "8001, 8003, 8009, " + self,
                                // JDA does not pass on from the gateway what it cannot parse.
                                "crayfleet.ingest.look-again",
                                "1s"))
                .awaitReading();
    }

    private static EmulatedMessage post(HostileInput input) throws Exception {
        Map<String, String> places = new HashMap<>();
        places.put("${self}", self);
        places.put("${queue}", discord.channelId(QUEUE));
        for (var file : input.input().path("files").properties()) {
            HostileInput content =
                    new HostileInput(
                            "file",
                            file.getKey(),
                            "a file",
                            input.input().path("files"),
                            file.getValue());
            JsonNode uploaded =
                    new Uploads(discord)
                            .post(
                                    "results",
                                    "",
                                    Map.of(
                                            file.getKey(),
                                            content.bytes(file.getKey()).orElseThrow()));
            places.put("${file:" + file.getKey() + "}", uploaded.at("/attachments/0/url").asText());
        }
        EmulatedMessage posted =
                discord.raw()
                        .post(
                                discord.channelId(QUEUE),
                                filled(input.input().path("message"), places));
        if (input.input().has("then")) {
            discord.raw().edit(posted, filled(input.input().path("then"), places));
        }
        return posted;
    }

    private static String filled(JsonNode message, Map<String, String> places) {
        String text = message.toString();
        for (var place : places.entrySet()) {
            text = text.replace(place.getKey(), place.getValue());
        }
        return text;
    }

    private static void postOrdinaryTask() {
        String text = "the next ordinary task " + ORDINARY_TASKS.incrementAndGet();
        discord.postAs(discord.userToken(), QUEUE, text);
        tasks.await(text);
    }

    private static void check(HostileInput input, EmulatedMessage posted) {
        Optional<String> prompt = input.answer("prompt");
        Optional<String> refused = input.answer("refused");
        if (prompt.isPresent()) {
            checkTask(input, awaitTask(input, posted), prompt.get());
            assertThat(repliesTo(posted)).as(input.toString()).isEmpty();
        } else if (refused.isPresent()) {
            Awaitility.await(input.toString())
                    .atMost(TIMEOUT)
                    .pollDelay(Duration.ZERO)
                    .until(() -> isCrossed(posted) && !repliesTo(posted).isEmpty());
            assertThat(repliesTo(posted))
                    .as(input.toString())
                    .singleElement()
                    .satisfies(reply -> assertThat(reply.content()).contains(refused.get()));
            assertThat(task(posted)).as(input.toString()).isEmpty();
        } else {
            assertThat(input.answer().path("ignored").asBoolean()).as(input.toString()).isTrue();
            assertThat(task(posted)).as(input.toString()).isEmpty();
            assertThat(isCrossed(posted)).as(input.toString()).isFalse();
            assertThat(repliesTo(posted)).as(input.toString()).isEmpty();
        }
    }

    private static TaskSubmitted awaitTask(HostileInput input, EmulatedMessage posted) {
        return Awaitility.await(input.toString())
                .atMost(TIMEOUT)
                .pollDelay(Duration.ZERO)
                .until(
                        () -> {
                            List<TaskSubmitted> found = task(posted);
                            return found.isEmpty() && !tasks.all().isEmpty() ? task(posted) : found;
                        },
                        found -> !found.isEmpty())
                .getFirst();
    }

    private static void checkTask(HostileInput input, TaskSubmitted task, String prompt) {
        assertThat(task.prompt().text()).as(input.toString()).isEqualTo(prompt);
        input.answer("requester")
                .ifPresent(name ->
                        assertThat(task.requester().name()).as(input.toString()).isEqualTo(name));
        input.answer("thinking")
                .ifPresent(level ->
                        assertThat(Objects.requireNonNull(task.options().thinking()).name())
                                .as(input.toString())
                                .isEqualToIgnoringCase(level));
        Map<String, String> files = new HashMap<>();
        input.answer()
                .path("files")
                .properties()
                .forEach(file -> files.put(file.getKey(), file.getValue().asText()));
        assertThat(contents(task.files())).as(input.toString()).isEqualTo(files);
    }

    private static Map<String, String> contents(List<FileRef> files) {
        Map<String, String> contents = new HashMap<>();
        if (files.isEmpty()) {
            return contents;
        }
        try (KafkaProducer<String, byte[]> unused =
                new KafkaProducer<>(
                        KafkaSettings.of(kafka.bootstrap()).producer("unused", 10_000),
                        new StringSerializer(),
                        new ByteArraySerializer())) {
            FileStore store = new FileStore(KafkaSettings.of(kafka.bootstrap()), unused, TIMEOUT);
            for (FileRef file : files) {
                contents.put(file.name(), new String(store.get(file), StandardCharsets.UTF_8));
            }
            return contents;
        } catch (FileStore.FileLostException e) {
            throw new AssertionError(e);
        }
    }

    private static List<TaskSubmitted> task(EmulatedMessage posted) {
        return tasks.polled().stream()
                .map(TaskTopic.TaskRecord::task)
                .filter(task -> task.id().equals(TaskId.ofDiscord(posted.id())))
                .toList();
    }

    private static boolean isCrossed(EmulatedMessage posted) {
        return discord.messages(QUEUE).stream()
                .anyMatch(each -> each.id().equals(posted.id()) && each.hasReaction("❌"));
    }

    private static List<EmulatedMessage> repliesTo(EmulatedMessage message) {
        return discord.messages(QUEUE).stream()
                .filter(each -> each.replyTo().filter(message.id()::equals).isPresent())
                .toList();
    }
}
