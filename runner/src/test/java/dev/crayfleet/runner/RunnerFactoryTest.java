package dev.crayfleet.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.safety.Secrets;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunnerFactoryTest {
    /** Agents have shells: what the runner was told, they may find and say. */
    @Test
    void whatIsInHeadersForTracesIsMasked() {
        try (ApplicationContext context =
                ApplicationContext.builder()
                        .deduceEnvironment(false)
                        .properties(
                                Map.of(
                                        "otel.exporter.otlp.headers",
                                        "authorization=Bearer%20made-up-word-1==,x-team=made-up-word-2",
                                        "otel.exporter.otlp.traces.headers",
                                        "x-key=made-up-word-3"))
                        .build()) {
            context.getEnvironment().start();
            Secrets secrets = new RunnerFactory().secrets(context.getEnvironment());
            assertThat(
                            secrets.mask(
                                    "authorization: Bearer made-up-word-1==, made-up-word-2, made-up-word-3."))
                    .isEqualTo("authorization: Bearer ***, ***, ***.");
        }
    }
}
