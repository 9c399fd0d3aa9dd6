package dev.crayfleet.stage.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micronaut.context.env.MapPropertySource;
import io.micronaut.context.env.PropertySourcePropertyResolver;
import io.micronaut.core.value.PropertyResolver;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The standard's settings, read as the standard says, and never shown with a secret. */
class OtlpSettingsTest {
    private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
    private static final String HEADERS = "otel.exporter.otlp.headers";

    @Test
    void withoutSettingsSpansGoToACollectorOfThisMachine() {
        OtlpSettings settings = OtlpSettings.of(settings(Map.of()));
        assertThat(settings.endpoint()).hasToString("http://127.0.0.1:4318/v1/traces");
        assertThat(settings.headers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "http://collector:4318, http://collector:4318/v1/traces",
        "http://collector:4318/, http://collector:4318/v1/traces",
        "https://vendor.example/otlp, https://vendor.example/otlp/v1/traces",
    })
    void anEndpointForAllSignalsGetsThePathOfTraces(String endpoint, String expected) {
        assertThat(OtlpSettings.of(settings(Map.of(ENDPOINT, endpoint))).endpoint())
                .hasToString(expected);
    }

    @Test
    void whatIsForTracesOnlyWinsAndIsTakenAsItIs() {
        OtlpSettings settings =
                OtlpSettings.of(
                        settings(
                                Map.of(
                                        ENDPOINT,
                                        "http://one:4318",
                                        HEADERS,
                                        "a=1",
                                        "otel.exporter.otlp.traces.endpoint",
                                        "http://two:1/in",
                                        "otel.exporter.otlp.traces.headers",
                                        "b=2")));
        assertThat(settings.endpoint()).hasToString("http://two:1/in");
        assertThat(settings.headers()).isEqualTo(Map.of("b", "2"));
    }

    @Test
    void headersAreReadAsInUrls() {
        assertThat(
                        OtlpSettings.of(
                                        settings(
                                                Map.of(
                                                        HEADERS,
                                                        "authorization=Bearer%20a+b%3D%3D, x-team = us ,")))
                                .headers())
                .isEqualTo(Map.of("authorization", "Bearer a+b==", "x-team", "us"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "collector:4318",
                "ftp://collector",
                "http://",
                "http:// x",
                "http://user:hidden-word@",
                "hidden-word"
            })
    void anEndpointThatIsNoneIsSaidWithoutItself(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OtlpSettings.of(settings(Map.of(ENDPOINT, endpoint))))
                .withMessage("OTEL_EXPORTER_OTLP_ENDPOINT is no address: write http://host:4318");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hidden-word", "=hidden-word", "a=1,hidden-word", "a=%hidden-word"})
    void headersThatAreNoneAreSaidWithoutThemselves(String headers) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OtlpSettings.of(settings(Map.of(HEADERS, headers))))
                .withMessageStartingWith("OTEL_EXPORTER_OTLP_HEADERS is not understood")
                .withMessageNotContaining("hidden-word")
                .withNoCause();
    }

    @Test
    void nothingSecretIsShown() {
        OtlpSettings settings =
                OtlpSettings.of(
                        settings(
                                Map.of(
                                        ENDPOINT,
                                        "http://user:hidden-word@collector:4318/in",
                                        HEADERS,
                                        "authorization=hidden-word")));
        assertThat(settings).hasToString("http://collector:4318/in/v1/traces");
    }

    private static PropertyResolver settings(Map<String, Object> values) {
        return new PropertySourcePropertyResolver(new MapPropertySource("test", values));
    }
}
