package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.BeanContextException;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsCheckTest {
    @ConfigurationProperties("crayfleet.settings-check")
    @Requires(property = Stage.PROPERTY, value = "settings-check")
    record TestSettings(
            @Bindable(defaultValue = "30s") Duration readInterval,
            @Bindable(defaultValue = "5") int queueSize,
            @Bindable(defaultValue = "false") boolean verbose,
            @Bindable(defaultValue = "") List<String> hosts,
            @Bindable(defaultValue = "x") String name) {
        TestSettings {
            SettingRange.check("crayfleet.settings-check.queue-size", queueSize, 1, 9);
        }
    }

    @ConfigurationProperties("crayfleet.another-stage")
    record OtherSettings(@Bindable(defaultValue = "1") int size) {}

    /** Made with the context, as what waits for Kafka is. */
    @Context
    @Requires(property = Stage.PROPERTY, value = "settings-check")
    static final class Early {
        static final AtomicInteger made = new AtomicInteger();

        Early() {
            made.incrementAndGet();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "read-interval | soon  | write 500ms, 30s, 5m or 24h",
                "queue-size    | many  | write a whole number",
                "queue-size    | 1.5   | write a whole number",
            })
    void aValueThatCannotBeReadIsRefused(String name, String value, String hint) {
        String property = "crayfleet.settings-check." + name;
        assertThat(problems(Map.of(property, value)))
                .containsExactly(
                        "%s (%s) \"%s\" is not understood: %s"
                                .formatted(property, SettingNames.variable(property), value, hint));
    }

    @Test
    void allThatAreWrongAreNamedAtOnce() {
        assertThat(
                        problems(
                                Map.of(
                                        "crayfleet.settings-check.read-interval", "soon",
                                        "crayfleet.settings-check.queue-size", "many",
                                        "crayfleet.lanes", "5000",
                                        "crayfleet.replication", "1",
                                        "micronaut.server.port", "http")))
                .satisfiesExactlyInAnyOrder(
                        each -> assertThat(each).contains("CRAYFLEET_SETTINGS_CHECK_READ_INTERVAL"),
                        each -> assertThat(each).contains("CRAYFLEET_SETTINGS_CHECK_QUEUE_SIZE"),
                        each -> assertThat(each).contains("(CRAYFLEET_LANES) is 5000, outside"),
                        each -> assertThat(each).startsWith("micronaut.server.port \"http\""));
    }

    @Test
    void whatARecordRefusesIsNamedToo() {
        assertThat(problems(Map.of("crayfleet.settings-check.queue-size", "0")))
                .containsExactly(
                        "crayfleet.settings-check.queue-size (CRAYFLEET_SETTINGS_CHECK_QUEUE_SIZE) is 0, outside 1 to 9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xml", "JSON", "text,json", "true"})
    void logsAreTextOrJson(String format) {
        assertThat(problems(Map.of("crayfleet.log-format", format)))
                .containsExactly(
                        "crayfleet.log-format (CRAYFLEET_LOG_FORMAT) \"%s\" is not understood: write text or json"
                                .formatted(format));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", ""})
    void bothFormatsOfLogsAreTaken(String format) {
        assertThat(problems(Map.of("crayfleet.log-format", format))).isEmpty();
    }

    @Test
    void settingsOfOtherStagesAreTheirBusiness() {
        assertThatCode(() -> check(Map.of("crayfleet.another-stage.size", "many")))
                .doesNotThrowAnyException();
    }

    @Test
    void nothingElseIsMadeBeforeThat() {
        Early.made.set(0);
        assertThat(problems(Map.of("crayfleet.settings-check.queue-size", "0"))).hasSize(1);
        assertThat(Early.made).hasValue(0);
        check(Map.of());
        assertThat(Early.made).hasValue(1);
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

    private static List<String> problems(Map<String, Object> settings) {
        try {
            check(settings);
            return List.of();
        } catch (BeanContextException e) {
            return ((WrongSettingsException) OwnFailure.in(e).orElseThrow()).problems();
        }
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
            assertThat(context.isRunning()).isTrue();
        }
    }
}
