package dev.crayfleet.stage.traces;

import io.micronaut.core.value.PropertyResolver;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where spans are sent, by OpenTelemetry's standard settings: {@code OTEL_EXPORTER_OTLP_ENDPOINT},
 * {@code OTEL_EXPORTER_OTLP_HEADERS}, and those of the same names for traces only, which win.
 *
 * @param endpoint which takes OTLP over HTTP, as Protobuf
 * @param headers of each request; they may be secrets
 */
record OtlpSettings(URI endpoint, Map<String, String> headers) {
    private static final String DEFAULT_ENDPOINT = "http://127.0.0.1:4318";
    private static final String PATH = "/v1/traces";

    OtlpSettings {
        headers = Map.copyOf(headers);
    }

    /**
     * @throws IllegalArgumentException with a sentence that has no secret, if they make no sense
     */
    static OtlpSettings of(PropertyResolver settings) {
        return new OtlpSettings(
                text(settings, "otel.exporter.otlp.traces.endpoint")
                        .map(OtlpSettings::address)
                        .orElseGet(() -> ofAllSignals(settings)),
                headers(
                        text(settings, "otel.exporter.otlp.traces.headers")
                                .or(() -> text(settings, "otel.exporter.otlp.headers"))
                                .orElse("")));
    }

    private static URI ofAllSignals(PropertyResolver settings) {
        String base = text(settings, "otel.exporter.otlp.endpoint").orElse(DEFAULT_ENDPOINT);
        String address = address(base).toString();
        return URI.create(address.endsWith("/") ? address + PATH.substring(1) : address + PATH);
    }

    private static Optional<String> text(PropertyResolver settings, String name) {
        return settings.getProperty(name, String.class)
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private static URI address(String endpoint) {
        try {
            URI address = new URI(endpoint);
            if (address.getHost() != null
                    && ("http".equals(address.getScheme())
                            || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (URISyntaxException unreadable) {
            // Not quoted: there may be a password in it.
        }
        throw new IllegalArgumentException(
                "OTEL_EXPORTER_OTLP_ENDPOINT is no address: write http://host:4318");
    }

    /** {@code name=value} between commas, the values as in URLs. */
    private static Map<String, String> headers(String text) {
        Map<String, String> headers = new HashMap<>();
        for (String each : text.split(",", -1)) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                headers.put(each.substring(0, equals).strip(), decoded(each.substring(equals + 1)));
            } else if (!each.isBlank()) {
                throw wrongHeaders();
            }
        }
        return headers;
    }

    private static String decoded(String value) {
        try {
            // Not a form: a plus is a plus.
            return URLDecoder.decode(value.strip().replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException unreadable) {
            throw wrongHeaders();
        }
    }

    private static IllegalArgumentException wrongHeaders() {
        return new IllegalArgumentException(
                "OTEL_EXPORTER_OTLP_HEADERS is not understood: write name=value,name=value");
    }

    /** For logs. */
    String place() {
        return "%s://%s%s"
                .formatted(
                        endpoint.getScheme(),
                        endpoint.getPort() < 0
                                ? endpoint.getHost()
                                : endpoint.getHost() + ":" + endpoint.getPort(),
                        endpoint.getPath());
    }

    /** No header, so that none is ever logged. */
    @Override
    public String toString() {
        return place();
    }
}
