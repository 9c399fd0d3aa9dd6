package dev.crayfleet.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a script by which a shell completes commands and options. */
@Command(
        name = "completion",
        description = {
            "Prints what completes commands and options in bash and zsh.",
            "  source <(crayfleet completion)"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command up");
        }
        CommandLine program = spec.root().commandLine();
        PrintWriter out = program.getOut();
        out.print(AutoComplete.bash(program.getCommandName(), program));
        out.flush();
        return 0;
    }
}
