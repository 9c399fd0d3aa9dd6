package dev.crayfleet.runner.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.runner.run.Runner;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a runner starts with, over a real broker, and without what it needs. */
class RunnerStartIT {
    private static final Pool AUDITOR = new Pool("auditor");

    @TempDir static Path data;
    @TempDir Path workers;
    private static RunnerKit kit;

    @BeforeAll
    static void startBroker() {
        kit = RunnerKit.start(data);
    }

    @AfterAll
    static void stopBroker() {
        kit.close();
    }

    private ApplicationContext runner(String id, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("executor", "demo");
        settings.put("pools", "default=2,auditor=1");
        settings.putAll(more);
        return kit.runner(id, workers, settings);
    }

    @Test
    void failsToStartInTimeWithoutKafka() {
        long began = System.nanoTime();
        assertThatThrownBy(() ->
                        runner(
                                "r-alone",
                                Map.of(
                                        "kafka.bootstrap.servers", "127.0.0.1:1",
                                        "patience", "2s")))
                .hasStackTraceContaining("Kafka at 127.0.0.1:1 cannot be reached");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(90));
    }

    /** Of the others, one that cannot be started concerns its own pool only. */
    @Test
    void servesPoolsWhoseExecutorIsReadyAndSaysThatOthersAreStarting() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("executors", "auditor=openclaw-gateway");
        settings.put("gateway-url", "ws://127.0.0.1:1");
        settings.put("gateway-patience", "1s");
        try (FakeDispatcher dispatcher = kit.dispatcher();
                ApplicationContext context = runner("r-starting", settings)) {
            Holder holder = dispatcher.joined("r-starting").holder();
            Attempt attempt =
                    dispatcher.grant(
                            holder, "ready", FakeDispatcher.work("1 + 1", TaskOptions.NONE));
            assertThat(dispatcher.finished(attempt).outcome())
                    .isEqualTo(new RunOutcome.Succeeded());
            Runner.Status status = context.getBean(RunnerLifecycle.class).status().orElseThrow();
            assertThat(status.joined()).isTrue();
            assertThat(status.starting()).containsExactly(AUDITOR);
            assertThat(dispatcher.received())
                    .filteredOn(message -> message.holder().equals(holder))
                    .noneMatch(message -> message.pool().equals(AUDITOR));
        }
    }

    @Test
    void failsToStartWhereNoneOfItsExecutorsCanBeStarted() {
        assertThatThrownBy(() ->
                        runner(
                                "r-none",
                                Map.of(
                                        "executor", "openclaw-gateway",
                                        "gateway-url", "ws://127.0.0.1:1",
                                        "gateway-patience", "1s")))
                .hasStackTraceContaining("The gateway was not ready within 1 s");
    }
}
