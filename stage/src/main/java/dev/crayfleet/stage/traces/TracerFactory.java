package dev.crayfleet.stage.traces;

import dev.crayfleet.stage.Stage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the tracer of a service. Nothing about traces keeps a service from starting. */
@Factory
@Requires(property = Stage.PROPERTY)
final class TracerFactory {
    private static final Logger LOG = LoggerFactory.getLogger(TracerFactory.class);

    @Singleton
    @Bean(preDestroy = "close")
    TaskTracer tracer(TracesSettings settings, Environment environment, MeterRegistry registry) {
        Counter dropped = registry.counter("crayfleet.traces.dropped");
        if (!settings.isOn()) {
            return TaskTracer.OFF;
        }
        try {
            OtlpSettings otlp = OtlpSettings.of(environment);
            String stage = environment.getRequiredProperty(Stage.PROPERTY, String.class);
            TaskTracer tracer = OtlpTracer.open("crayfleet-" + stage, otlp, dropped);
            LOG.info("spans of tasks are sent to {}", otlp);
            return tracer;
        } catch (IllegalArgumentException e) {
            LOG.error("no traces are sent: {}", e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            LOG.error("no traces are sent: OpenTelemetry does not start");
            LOG.debug("why", e);
        }
        return TaskTracer.OFF;
    }
}
