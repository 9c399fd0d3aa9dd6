package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.trial.bench.executors.ExecutorsReport.Setup;
import dev.crayfleet.trial.measure.Machine;
import dev.crayfleet.trial.measure.Rounding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** One run: the same task by hand and by Crayfleet, on one machine. */
final class ExecutorsBench {
    private final ExecutorsPlan plan;
    private final Options options;
    private final Consumer<String> progress;

    /** What may be measured alone. */
    enum Part {
        EXEC,
        GATEWAY,
        DEMO;

        /** As people type it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param command as it was typed, for the report
     * @param folder for data and logs
     * @param program OpenClaw
     */
    record Options(String command, Path folder, Path program, int runnerHeapMb, Set<Part> parts) {
        Options {
            parts = Set.copyOf(parts);
        }
    }

    ExecutorsBench(ExecutorsPlan plan, Options options, Consumer<String> progress) {
        this.plan = plan;
        this.options = options;
        this.progress = progress;
    }

    /**
     * @throws IllegalStateException with a sentence for people, if something does not work
     */
    ExecutorsReport run() throws InterruptedException, IOException {
        Instant began = Instant.now();
        double loadBefore = Machine.load();
        Measurements figures = new Measurements(progress);
        String version;
        try (Testbed stand =
                new Testbed(options.folder(), options.program(), options.runnerHeapMb(), figures)) {
            version = stand.hand("version").version();
            figures.doing("%s, %s".formatted(version, options.program()));
            measure(stand);
        }
        return new ExecutorsReport(
                new Setup(
                        began.truncatedTo(ChronoUnit.SECONDS).toString(),
                        options.command(),
                        Machine.here(),
                        version,
                        options.runnerHeapMb(),
                        loadBefore,
                        Machine.load(),
                        Rounding.to1(Duration.between(began, Instant.now()).toMillis() / 1e3)),
                ExecutorsTargets.judge(
                        figures.ways(), figures.parts(), figures.memory(), figures.growth()),
                figures.ways(),
                figures.parts(),
                figures.memory(),
                figures.growth().orElse(null));
    }

    private void measure(Testbed stand) throws InterruptedException {
        ExecPart exec = new ExecPart(plan, stand);
        if (options.parts().contains(Part.EXEC)) {
            exec.byHand();
        }
        if (options.parts().contains(Part.GATEWAY)) {
            new GatewayPart(plan, stand).measure();
        }
        if (options.parts().contains(Part.EXEC)) {
            exec.byRunner();
        }
        if (options.parts().contains(Part.DEMO)) {
            new DemoPart(plan, stand).measure();
        }
    }
}
