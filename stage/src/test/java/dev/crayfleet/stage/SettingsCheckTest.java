package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsCheckTest {
    @ConfigurationProperties("crayfleet.settings-check")
    @Requires(property = Stage.PROPERTY, value = "settings-check")
    record TestSettings(
            @Bindable(defaultValue = "30s") Duration readInterval,
            @Bindable(defaultValue = "5") int queueSize,
            @Bindable(defaultValue = "false") boolean verbose,
            @Bindable(defaultValue = "") List<String> hosts,
            @Bindable(defaultValue = "x") String name) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "read-interval | soon  | write 500ms, 30s, 5m or 24h",
                "queue-size    | many  | write a whole number",
                "queue-size    | 1.5   | write a whole number",
            })
    void aValueThatCannotBeReadIsRefused(String name, String value, String hint) {
        assertThatThrownBy(() -> check(Map.of("crayfleet.settings-check." + name, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "crayfleet.settings-check.%s \"%s\" is not understood: %s"
                                .formatted(name, value, hint));
    }

    @Test
    void whatCanBeReadAndWhatIsEmptyIsTaken() {
        assertThatCode(() ->
                        check(
                                Map.of(
                                        "crayfleet.settings-check.read-interval", "5m",
                                        "crayfleet.settings-check.queue-size", "",
                                        "crayfleet.settings-check.verbose", "true",
                                        "crayfleet.settings-check.hosts", "a,b",
                                        "crayfleet.settings-check.name", "soon")))
                .doesNotThrowAnyException();
    }

    private static void check(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(Stage.PROPERTY, "settings-check");
        try (ApplicationContext context =
                ApplicationContext.builder()
                        .deduceEnvironment(false)
                        .eagerInitSingletons(false)
                        .properties(all)
                        .start()) {
            SettingsCheck.require(context);
        }
    }
}
