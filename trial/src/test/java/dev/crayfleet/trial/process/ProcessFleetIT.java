package dev.crayfleet.trial.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFleetIT {
    private static final Duration HEALTHY_TIMEOUT = Duration.ofSeconds(90);

    @Test
    void aKilledFrozenOrStoppedProcessReturnsAtItsAddress(@TempDir Path folder) throws Exception {
        Child broker;
        Child runner;
        try (ProcessFleet fleet = ProcessFleet.shortLived(folder, new KafkaPlan.Own(1), Map.of())) {
            broker = fleet.broker();
            broker.start();
            broker.awaitHealthy(HEALTHY_TIMEOUT);
            Child dispatcher = fleet.dispatcher("dispatcher-1", Map.of());
            runner =
                    fleet.runner(
                            "runner-1",
                            Map.of(
                                    "crayfleet.runner.executor", "demo",
                                    "crayfleet.runner.pools", "default=2"));
            dispatcher.start();
            runner.start();
            List.of(dispatcher, runner).forEach(each -> each.awaitHealthy(HEALTHY_TIMEOUT));

            long firstPid = broker.pid();
            broker.kill();
            assertThat(broker.isRunning()).isFalse();
            broker.start();
            broker.awaitHealthy(HEALTHY_TIMEOUT);
            assertThat(broker.pid()).isNotEqualTo(firstPid);

            runner.freeze();
            // The signal is sent; a thread that runs stops when it is looked at next.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> processState(runner).equals("T"));
            runner.unfreeze();
            runner.awaitHealthy(HEALTHY_TIMEOUT);

            dispatcher.terminate();
            assertThat(dispatcher.awaitEnd(Duration.ofSeconds(30))).isTrue();
            dispatcher.start();
            dispatcher.awaitHealthy(HEALTHY_TIMEOUT);
            assertThat(dispatcher.starts()).isEqualTo(2);
            assertThat(Files.readString(dispatcher.log())).contains("dispatcher is stopping");
            runner.freeze();
        }
        assertThat(broker.isRunning()).isFalse();
        assertThat(runner.isRunning()).as("also what is frozen is killed").isFalse();
    }

    private static String processState(Child child) throws Exception {
        String stat = Files.readString(Path.of("/proc", Long.toString(child.pid()), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    }
}
