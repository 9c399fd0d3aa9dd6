package dev.crayfleet.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.emulator.EmulatedMessage;
import dev.crayfleet.kafka.KafkaSettings;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Keys that were pasted go nowhere: not to Kafka, not into an answer, not into the log. */
class PastedSecretsIT extends DiscordTestBase {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain";

    /** Made up here, so that it is in no file. */
    private static final String KEY = "gh" + "p_" + "aB3dE5gH7k".repeat(4);

    @Test
    void aPastedKeyGoesNowhere() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        log.start();
        root.addAppender(log);
        try (IngestHarness ingest = start(Map.of()).awaitReading();
                TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
            List<EmulatedMessage> pasted =
                    List.of(
                            say("push it with " + KEY),
                            say("push it [thinking:" + KEY + "]"),
                            say("[" + KEY + "] push it [thinking:very]"));
            new Uploads(discord)
                    .post(
                            QUEUE,
                            "[priority:high]",
                            Map.of(
                                    "message.txt",
                                    ("use " + KEY + " word".repeat(9000)).getBytes(UTF_8)));
            say("without a key");
            tasks.await("without a key");
            for (EmulatedMessage each : pasted) {
                await().atMost(TIMEOUT).until(() -> !repliesTo(each).isEmpty());
                assertThat(repliesTo(each).getFirst().content())
                        .contains("a token of GitHub", "Delete the message", "revoke");
            }
            String quote = "\"";
            for (HttpResponse<String> each :
                    List.of(
                            ingest.post(TEXT, "push it with " + KEY),
                            ingest.post(TEXT, "long ".repeat(9000) + KEY),
                            ingest.post(JSON, "{\"prompt\":\"with " + KEY + quote + "}"),
                            ingest.post(
                                    JSON,
                                    "{\"prompt\":\"" + "long ".repeat(9000) + KEY + quote + "}"))) {
                assertThat(each.statusCode()).as(each.body()).isEqualTo(403);
                assertThat(each.body()).contains("a token of GitHub").doesNotContain(KEY);
            }
            assertThat(discord.messages(QUEUE))
                    .filteredOn(each -> each.replyTo().isPresent())
                    .hasSize(4)
                    .noneMatch(each -> each.content().contains(KEY));
        } finally {
            root.detachAppender(log);
        }
        assertThat(List.copyOf(log.list)).isNotEmpty().noneMatch(each -> text(each).contains(KEY));
        assertThat(records()).isNotEmpty().noneMatch(each -> each.contains(KEY));
    }

    @Test
    void aSettingAllowsIt() throws Exception {
        try (IngestHarness ingest =
                IngestHarness.start(
                        kafka.bootstrap(),
                        Map.of("discord.token", "", "crayfleet.ingest.pasted-secrets", "allow"))) {
            // Another one, because all tests of this class have one broker.
            String key = "gh" + "p_" + "zY8xW6vU4t".repeat(4);
            assertThat(ingest.post(TEXT, "push it with " + key).statusCode()).isEqualTo(202);
        }
    }

    private static String text(ILoggingEvent event) {
        String text = event.getFormattedMessage();
        for (var cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
            text += " " + cause.getMessage();
        }
        return text;
    }

    /** Of tasks and files. */
    private static List<String> records() {
        List<String> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        KafkaSettings.of(kafka.bootstrap()).consumer("all"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> all =
                    List.of(Topics.TASKS, Topics.FILES).stream()
                            .flatMap(each -> consumer.partitionsFor(each.topic()).stream())
                            .map(each -> new TopicPartition(each.topic(), each.partition()))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream()
                    .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> found.add(new String(record.value(), UTF_8)));
            }
        }
        return found;
    }
}
