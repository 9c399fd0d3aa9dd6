package dev.crayfleet.agents.command;

import dev.crayfleet.agents.executor.AgentExecutor;
import dev.crayfleet.agents.executor.ProcessSettings;
import dev.crayfleet.agents.keys.EnvironmentKeys;
import dev.crayfleet.agents.openclaw.FailureClassifier;
import dev.crayfleet.agents.process.AgentCommand;
import dev.crayfleet.agents.process.AgentProcess;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.process.ProcessResult;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs any program that does a task and ends: one fresh process for each attempt. */
public final class CommandExecutor implements AgentExecutor {
    /** As it stands in reports. */
    public static final String NAME = "command";

    private static final Logger LOG = LoggerFactory.getLogger(CommandExecutor.class);

    private final CommandSettings settings;
    private final ProcessSettings processes;
    private final EnvironmentKeys keys;

    /**
     * @param keys how its agents come to those of models
     */
    public CommandExecutor(
            CommandSettings settings, ProcessSettings processes, EnvironmentKeys keys) {
        this.settings = settings;
        this.processes = processes;
        this.keys = keys;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** For the program a name is no more than a word; none is the one that is configured. */
    @Override
    public Optional<RunnerModels> models() {
        String model = settings.model();
        return Optional.of(
                model == null
                        ? RunnerModels.LITERAL
                        : new RunnerModels(
                                List.of(new RunnerModels.Name(RunnerModels.DEFAULT, model)), true));
    }

    @Override
    public Planned plan(TaskOptions options) {
        String program = String.valueOf(Path.of(settings.words().getFirst()).getFileName());
        List<String> notes = new ArrayList<>();
        if (options.model() != null && !settings.uses(CommandSettings.MODEL)) {
            return new Planned.Refused(
                    Failed.of(
                            FailureKind.PERMANENT,
                            "This pool's agent is %s, which is told no model: leave [model:%s] out."
                                    .formatted(program, options.model())));
        }
        boolean takesThinking = settings.uses(CommandSettings.THINKING);
        if (options.thinking() != null && !takesThinking) {
            notes.add("%s is told no thinking level.".formatted(program));
        }
        String model = options.model() == null ? settings.model() : options.model();
        return new Plan(
                model == null ? "command/" + program : model,
                model,
                takesThinking ? options.thinkingOrDefault() : Thinking.OFF,
                takesThinking,
                notes);
    }

    @Override
    public RunResult run(Job job, CancellationToken cancellation, Consumer<String> progress)
            throws InterruptedException {
        Map<String, String> environment = environment(job);
        try (EnvironmentKeys.Access access = keys.open(job.attempt().toString(), environment)) {
            // Whoever is told to stop asks no model any more, also while it has not stopped yet.
            var unused = cancellation.future().thenRun(access::close);
            AgentCommand command =
                    processes.command(
                            CommandTemplate.fill(settings.words(), job),
                            job,
                            job.timeout(),
                            environment,
                            access::close);
            return result(job, AgentProcess.run(command, cancellation, progress))
                    .withProxied(access.usage());
        } catch (IllegalArgumentException refused) {
            return RunResult.failed(
                    Failed.of(FailureKind.PERMANENT, String.valueOf(refused.getMessage())));
        } catch (IOException e) {
            LOG.warn("task {}: its agent could not be started", job.attempt(), e);
            return RunResult.failed(notStarted(e));
        }
    }

    private Failed notStarted(IOException e) {
        String message = String.valueOf(e.getMessage());
        return Failed.of(
                FailureKind.TRANSIENT,
                "%s could not be started: %s".formatted(settings.words().getFirst(), message));
    }

    private RunResult result(Job job, ProcessResult process) {
        CommandOutput output = CommandOutput.of(process.stdout(), settings.pointers());
        RunOutcome outcome =
                process.failure(job.timeout())
                        .<RunOutcome>map(failed -> failed)
                        .orElseGet(() -> outcome(process, output));
        return new RunResult(
                outcome,
                output.text(),
                output.model(),
                output.usage(),
                output.costUsd(),
                notes(process));
    }

    private static List<String> notes(ProcessResult process) {
        return process.droppedBytes() == 0
                ? List.of()
                : List.of(
                        "It printed too much: the first %,d bytes of that are not looked at. RESULT.txt may have 8 MiB."
                                .formatted(process.droppedBytes()));
    }

    private RunOutcome outcome(ProcessResult process, CommandOutput output) {
        String tail =
                process.lastErrorLine().isBlank()
                        ? ""
                        : " Its last words: " + process.lastErrorLine();
        return switch (process.exitCode()) {
            case 0 ->
                    output.error() == null
                            ? new RunOutcome.Succeeded()
                            : Failed.of(FailureKind.AGENT_ERROR, output.error());
            case 126, 127 ->
                    Failed.of(
                            FailureClassifier.startFailureKind(process.lastErrorLine()),
                            "%s cannot be run here (exit code %d).%s"
                                    .formatted(
                                            settings.words().getFirst(), process.exitCode(), tail));
            case 130, 137, 143 ->
                    Failed.of(
                            FailureKind.TRANSIENT,
                            "The agent was killed from outside (exit code %d), perhaps for lack of memory.%s"
                                    .formatted(process.exitCode(), tail));
            default ->
                    Failed.of(
                            FailureKind.AGENT_ERROR,
                            "The agent ended with exit code %d.%s%s"
                                    .formatted(
                                            process.exitCode(),
                                            output.error() == null ? "" : " " + output.error(),
                                            tail));
        };
    }

    private Map<String, String> environment(Job job) {
        Map<String, String> environment =
                processes.environment().forProgram(Path.of(settings.words().getFirst()), Set.of());
        environment.put("TMPDIR", job.workspace().scratch().toString());
        return environment;
    }
}
