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
                                        "authorization=Bearer%20some-made-up-word-1%3D%3D,x-scope-orgid=production,x-team=some-made-up-word-2",
                                        "otel.exporter.otlp.traces.headers",
                                        "x-key=some-made-up-word-3"))
                        .build()) {
            context.getEnvironment().start();
            Secrets secrets = new RunnerFactory().secrets(context.getEnvironment());
            assertThat(
                            secrets.mask(
                                    "authorization: Bearer some-made-up-word-1==, some-made-up-word-2, some-made-up-word-3 in production."))
                    .isEqualTo("authorization: Bearer ***, ***, *** in production.");
        }
    }
}
