package dev.crayfleet.runner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.stage.Stage;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunnerLifecycleTest {
    @TempDir Path folder;

    private static boolean isLinked() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("r-half-gateway"));
    }

    /** A start can wait 90 s for a Gateway; a shutdown meanwhile does not. */
    @Test
    void closesWhatAnInterruptedStartHasOpened() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(Stage.PROPERTY, "runner");
        settings.put("kafka.bootstrap.servers", "127.0.0.1:1");
        settings.put("crayfleet.runner.id", "r-half");
        settings.put("crayfleet.runner.executor", "openclaw-gateway");
        settings.put("crayfleet.runner.gateway-url", "ws://127.0.0.1:1");
        settings.put("crayfleet.runner.workers", folder.toString());
        try (ApplicationContext context =
                ApplicationContext.builder()
                        .banner(false)
                        .eagerInitSingletons(false)
                        .deduceEnvironment(false)
                        .properties(settings)
                        .start()) {
            assertThat(context.getBean(RunnerLifecycle.class).status()).isEmpty();
            assertThat(isLinked()).isTrue();
        }
        assertThat(isLinked()).isFalse();
    }
}
