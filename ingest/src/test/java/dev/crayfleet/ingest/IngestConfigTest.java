package dev.crayfleet.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IngestConfigTest {
    @Test
    void hasDefaults() {
        assertThat(with(Map.of()))
                .isEqualTo(
                        new IngestConfig(
                                "/tasks/{id}",
                                "",
                                List.of(),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(32),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(60),
                                1_000,
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(5),
                                Duration.ofHours(1),
                                "refuse",
                                Duration.ofMinutes(10),
                                100));
    }

    @Test
    void everySettingIsRead() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("task-link", "http://fleet.example/tasks/{id}");
        settings.put("dispatcher-url", "http://fleet.example");
        settings.put("allowed-hosts", "a.example,b.example");
        settings.put("kafka-timeout", "1s");
        settings.put("retry-first", "3s");
        settings.put("retry-longest", "4s");
        settings.put("login-timeout", "5s");
        settings.put("request-timeout", "6s");
        settings.put("fetch-timeout", "7s");
        settings.put("queue-size", 8);
        settings.put("look-again", "9m");
        settings.put("overlap", "10s");
        settings.put("mark-refresh", "11h");
        settings.put("pasted-secrets", "Allow");
        settings.put("hook-wait", "15s");
        settings.put("hook-waits", 16);
        assertThat(with(settings))
                .isEqualTo(
                        new IngestConfig(
                                "http://fleet.example/tasks/{id}",
                                "http://fleet.example",
                                List.of("a.example", "b.example"),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(7),
                                8,
                                Duration.ofMinutes(9),
                                Duration.ofSeconds(10),
                                Duration.ofHours(11),
                                "allow",
                                Duration.ofSeconds(15),
                                16));
    }

    static IngestConfig with(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>();
        settings.forEach((key, value) -> all.put("crayfleet.ingest." + key, value));
        // No stage is named, so nothing but the configuration is made.
        try (ApplicationContext context = ApplicationContext.run(all)) {
            return context.getBean(IngestConfig.class);
        }
    }
}
