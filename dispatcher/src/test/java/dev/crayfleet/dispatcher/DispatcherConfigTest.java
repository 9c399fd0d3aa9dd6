package dev.crayfleet.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.dispatcher.ledger.Rules;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DispatcherConfigTest {
    @Test
    void hasTheDocumentedDefaults() {
        DispatcherConfig config = read(Map.of());
        assertThat(config)
                .isEqualTo(
                        new DispatcherConfig(
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(10),
                                2,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(32),
                                Duration.ofDays(7),
                                Duration.ofMillis(200),
                                Duration.ofMillis(10),
                                1,
                                0,
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(60),
                                ""));
        assertThat(config.stateFolder().toString())
                .startsWith(System.getProperty("java.io.tmpdir"))
                .endsWith("-" + ProcessHandle.current().pid());
        assertThat(config.rules()).isEqualTo(Rules.DEFAULT);
    }

    @Test
    void takesEverySetting() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("lease", "16s");
        settings.put("claim-ack", "11s");
        settings.put("retries", 3);
        settings.put("back-off", "3s");
        settings.put("longest-back-off", "33s");
        settings.put("retention", "8d");
        settings.put("tick", "201ms");
        settings.put("commit-interval", "11ms");
        settings.put("threads", 2);
        settings.put("standbys", 1);
        settings.put("session-timeout", "7s");
        settings.put("transaction-timeout", "6s");
        settings.put("close-timeout", "12s");
        settings.put("kafka-patience", "61s");
        settings.put("state-dir", "elsewhere");
        assertThat(read(settings))
                .isEqualTo(
                        new DispatcherConfig(
                                Duration.ofSeconds(16),
                                Duration.ofSeconds(11),
                                3,
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(33),
                                Duration.ofDays(8),
                                Duration.ofMillis(201),
                                Duration.ofMillis(11),
                                2,
                                1,
                                Duration.ofSeconds(7),
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(12),
                                Duration.ofSeconds(61),
                                "elsewhere"));
    }

    private static DispatcherConfig read(Map<String, Object> settings) {
        Map<String, Object> prefixed = new HashMap<>();
        settings.forEach((name, value) -> prefixed.put("crayfleet.dispatcher." + name, value));
        try (ApplicationContext context = ApplicationContext.run(prefixed)) {
            return context.getBean(DispatcherConfig.class);
        }
    }
}
