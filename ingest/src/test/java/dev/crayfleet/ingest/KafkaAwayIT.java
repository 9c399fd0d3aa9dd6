package dev.crayfleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatorConfig;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaAwayIT {
    @Test
    void messagesWaitForKafkaAndHttpAnswers503(@TempDir Path data) throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(data, 0);
        int port = Integer.parseInt(kafka.bootstrap().split(":")[1]);
        // A queue of two: the others are let go, and read from the channel again.
        Map<String, Object> settings =
                Map.of("crayfleet.ingest.kafka-timeout", "2s", "crayfleet.ingest.queue-size", 2);
        try (DiscordEmulator discord = DiscordEmulator.start(EmulatorConfig.inMemory());
                IngestHarness ingest =
                        IngestHarness.start(kafka.bootstrap(), discord, settings).awaitReading()) {
            kafka.close();
            List<String> posted = IntStream.range(0, 10).mapToObj(i -> "waiting " + i).toList();
            posted.forEach(text -> discord.postAs(discord.userToken(), "task-queue", text));
            HttpResponse<String> answer = ingest.post("text/plain", "over HTTP");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            kafka = EmbeddedKafka.start(data, port);
            try (TaskTopic tasks = new TaskTopic(kafka.bootstrap())) {
                List<TaskTopic.TaskRecord> found =
                        tasks.await(text -> text.startsWith("waiting "), posted.size());
                assertThat(found.stream().map(each -> each.task().prompt().text()).distinct())
                        .containsExactlyElementsOf(posted);
            }
            ingest.awaitReading();
        } finally {
            kafka.close();
        }
    }
}
