package dev.crayfleet.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.kafka.KafkaSettings;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunnerFactoryTest {
    /** Agents have shells: what the runner was told, they may find and say. */
    @Test
    void whatIsInHeadersForTracesAndForKafkaIsMasked() {
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
            Secrets secrets =
                    new RunnerFactory()
                            .secrets(
                                    context.getEnvironment(),
                                    KafkaSettings.of(
                                            "127.0.0.1:1",
                                            Map.of(
                                                    "sasl.jaas.config",
                                                    "Login required username=\"runner\" password=\"some-made-up-word-4\";",
                                                    "ssl.keystore.password",
                                                    "some-made-up-word-5")));
            assertThat(
                            secrets.mask(
                                    "authorization: Bearer some-made-up-word-1==, some-made-up-word-2, some-made-up-word-3 in production."))
                    .isEqualTo("authorization: Bearer ***, ***, *** in production.");
            assertThat(secrets.mask("runner logs in by some-made-up-word-4, some-made-up-word-5"))
                    .isEqualTo("runner logs in by ***, ***");
        }
    }
}
