package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.trial.bench.executors.ExecutorsReport.ExecutorsSetup;
import dev.crayfleet.trial.measure.Machine;
import dev.crayfleet.trial.measure.Rounding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.Consumer;

/** One run: the same task by hand and with Crayfleet, on one machine. */
final class ExecutorsBench {
    private final ExecutorsPlan plan;
    private final ExecutorsOptions options;
    private final Consumer<String> progress;

    /**
     * @param command as it was typed, for the report
     * @param folder for data and logs
     * @param program the executable of OpenClaw
     */
    record ExecutorsOptions(
            String command, Path folder, Path program, int runnerHeapMb, Set<ExecutorsPart> parts) {
        ExecutorsOptions {
            parts = Set.copyOf(parts);
        }
    }

    ExecutorsBench(ExecutorsPlan plan, ExecutorsOptions options, Consumer<String> progress) {
        this.plan = plan;
        this.options = options;
        this.progress = progress;
    }

    /**
     * @throws IllegalStateException with a sentence for people, if something does not work
     */
    ExecutorsReport run() throws InterruptedException, IOException {
        Instant started = Instant.now();
        double loadBefore = Machine.loadAverage();
        Measurements measurements = new Measurements(progress);
        String version;
        try (Testbed testbed =
                new Testbed(
                        options.folder(),
                        options.program(),
                        options.runnerHeapMb(),
                        measurements)) {
            version = testbed.manualRun("version").version();
            measurements.progress("%s, %s".formatted(version, options.program()));
            measure(testbed);
        }
        return new ExecutorsReport(
                new ExecutorsSetup(
                        started.truncatedTo(ChronoUnit.SECONDS).toString(),
                        options.command(),
                        Machine.current(),
                        version,
                        options.runnerHeapMb(),
                        loadBefore,
                        Machine.loadAverage(),
                        Rounding.to1(Duration.between(started, Instant.now()).toMillis() / 1e3)),
                ExecutorsTargets.judge(
                        measurements.costs(),
                        measurements.phases(),
                        measurements.memory(),
                        measurements.growth()),
                measurements.costs(),
                measurements.phases(),
                measurements.memory(),
                measurements.growth().orElse(null));
    }

    private void measure(Testbed testbed) throws InterruptedException {
        ExecPart exec = new ExecPart(plan, testbed);
        if (options.parts().contains(ExecutorsPart.EXEC)) {
            exec.measureByHand();
        }
        if (options.parts().contains(ExecutorsPart.GATEWAY)) {
            new GatewayPart(plan, testbed).measure();
        }
        if (options.parts().contains(ExecutorsPart.EXEC)) {
            exec.measureByRunner();
        }
        if (options.parts().contains(ExecutorsPart.DEMO)) {
            new DemoPart(plan, testbed).measure();
        }
    }
}
