package dev.crayfleet.stage.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.stage.Stage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The switch: off unless it is set, and never a reason for a service not to start. */
class TracerFactoryTest {
    private static final TraceParent TRACE =
            new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

    @Test
    void nothingIsRecordedUnlessItIsSwitchedOn() {
        try (ApplicationContext service = service(Map.of())) {
            TaskTracer tracer = service.getBean(TaskTracer.class);
            assertThat(tracer.isOn()).isFalse();
            assertThat(tracer.enter(null)).isNull();
            assertThat(tracer.enter(TRACE)).isSameAs(TRACE);
        }
    }

    @Test
    void switchedOnATaskEntersATraceOrThatOfItsSender() {
        try (ApplicationContext service = service(Map.of("crayfleet.traces", "otlp"))) {
            TaskTracer tracer = service.getBean(TaskTracer.class);
            assertThat(tracer.isOn()).isTrue();
            assertThat(tracer.enter(null)).isNotNull();
            TraceParent below = Objects.requireNonNull(tracer.enter(TRACE));
            assertThat(below.traceId()).isEqualTo(TRACE.traceId());
            assertThat(below.spanId()).isNotEqualTo(TRACE.spanId());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"otel.exporter.otlp.endpoint", "otel.exporter.otlp.headers"})
    void aWrongAddressAndWrongHeadersCostTheTracesOnly(String setting) {
        try (ApplicationContext service =
                service(Map.of("crayfleet.traces", "otlp", setting, "nonsense"))) {
            assertThat(service.getBean(TaskTracer.class).isOn()).isFalse();
        }
    }

    @Test
    void anotherValueIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TracesSettings("on"))
                .withMessage("crayfleet.traces \"on\" is not understood: write off or otlp");
    }

    private static ApplicationContext service(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(Stage.PROPERTY, "test");
        return ApplicationContext.builder()
                .deduceEnvironment(false)
                .singletons(new SimpleMeterRegistry())
                .properties(all)
                .start();
    }
}
