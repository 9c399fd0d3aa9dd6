package dev.crayfleet.cli;

import dev.crayfleet.runner.RunnerDoctor;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import dev.crayfleet.runner.RunnerDoctor.Severity;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at what a runner would find here; nothing is started. */
@Command(
        name = "doctor",
        description = {
            "Says what a runner started from here would find: its agents, models, prices, folder.",
            "Ends with 1 if something would not work."
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command up");
        }
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = RunnerDoctor.diagnose();
        for (Finding each : findings) {
            out.printf("%-5s %s%n", mark(each.severity()), each.sentence());
        }
        out.flush();
        return findings.stream().anyMatch(each -> each.severity() == Severity.ERROR)
                ? Crayfleet.FAILED
                : 0;
    }

    private static String mark(Severity severity) {
        return switch (severity) {
            case OK -> "ok";
            case WARNING -> "look";
            case ERROR -> "bad";
        };
    }
}
