package dev.crayfleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.fleet.BearerToken;
import dev.crayfleet.kafka.fleet.FleetLog;
import dev.crayfleet.kafka.fleet.TokenRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may post tasks, while tokens come and go. */
class TokensIT {
    private static final String TEXT = "text/plain";
    private static final Duration SECONDS = Duration.ofSeconds(10);

    @TempDir private Path folder;

    @Test
    void tokensCountWithinSecondsAndAfterARestart() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
            FleetLog log = new FleetLog(KafkaSettings.of(kafka.bootstrap()), "test");
            try (IngestHarness ingest = start(kafka)) {
                assertThat(ingest.post(TEXT, "before").statusCode()).isEqualTo(202);
                String first = write(log, "first");
                await().atMost(SECONDS).until(() -> status(ingest) == 401);
                assertThat(status(ingest, first)).isEqualTo(202);
                assertThat(ingest.post(TEXT, "x").body()).contains("crayfleet token create");

                String second = write(log, "second");
                await().atMost(SECONDS).until(() -> status(ingest, second) == 202);
                log.write("token:first", null);
                await().atMost(SECONDS).until(() -> status(ingest, first) == 401);
                assertThat(ingest.post(TEXT, "x", "Authorization", "Bearer " + first).body())
                        .contains("The token first was revoked.");
                assertThat(status(ingest, second)).isEqualTo(202);
            }
            String third = write(log, "third");
            try (IngestHarness again = start(kafka)) {
                assertThat(status(again)).as("the first request after a start").isEqualTo(401);
                assertThat(status(again, third)).isEqualTo(202);
                log.write("token:second", null);
                log.write("token:third", null);
                await().atMost(SECONDS).until(() -> status(again) == 202);
            }
        }
    }

    private static IngestHarness start(EmbeddedKafka kafka) {
        return IngestHarness.start(kafka.bootstrap(), Map.of("discord.token", ""));
    }

    private static int status(IngestHarness ingest) throws Exception {
        return ingest.post(TEXT, "a task").statusCode();
    }

    private static int status(IngestHarness ingest, String token) throws Exception {
        return ingest.post(TEXT, "a task", "Authorization", "Bearer " + token).statusCode();
    }

    private static String write(FleetLog log, String name) throws Exception {
        String token = BearerToken.random();
        TokenRecord record =
                new TokenRecord(name, BearerToken.hash(token), List.of(), Instant.EPOCH, null);
        log.write(record.key(), record.json());
        return token;
    }
}
