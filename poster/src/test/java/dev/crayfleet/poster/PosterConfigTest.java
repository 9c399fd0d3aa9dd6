package dev.crayfleet.poster;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PosterConfigTest {
    @Test
    void unsetSettingsHaveTheirDefaults() {
        assertThat(with(Map.of()))
                .isEqualTo(
                        new PosterConfig(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(32),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(15),
                                Duration.ofMinutes(2),
                                1_000,
                                Duration.ofSeconds(1)));
    }

    @Test
    void everySettingIsRead() {
        Map<String, Object> settings =
                Map.of(
                        "retry-first", "1s",
                        "retry-longest", "3s",
                        "login-timeout", "4s",
                        "request-timeout", "5s",
                        "kafka-timeout", "6s",
                        "nonce-holds", "7s",
                        "look-back", 800,
                        "poll-interval", "9s");
        assertThat(with(settings))
                .isEqualTo(
                        new PosterConfig(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(7),
                                800,
                                Duration.ofSeconds(9)));
    }

    private static PosterConfig with(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>();
        settings.forEach((key, value) -> all.put("crayfleet.poster." + key, value));
        // No stage is named, so nothing but the configuration is made.
        try (ApplicationContext context = ApplicationContext.run(all)) {
            return context.getBean(PosterConfig.class);
        }
    }
}
