package dev.crayfleet.agents.command;

import dev.crayfleet.agents.executor.Executor;
import dev.crayfleet.agents.executor.ProcessSettings;
import dev.crayfleet.agents.openclaw.FailureClassifier;
import dev.crayfleet.agents.process.AgentEnvironment;
import dev.crayfleet.agents.process.AgentProcess;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Any program that does a task and ends: one fresh process for each attempt. */
public final class CommandExecutor implements Executor {
    /** As it stands in reports. */
    public static final String NAME = "command";

    private static final Logger LOG = LoggerFactory.getLogger(CommandExecutor.class);

    /** Linux takes no longer word. */
    private static final int LONGEST_WORD = 100_000;

    private final CommandSettings settings;
    private final ProcessSettings processes;

    public CommandExecutor(CommandSettings settings, ProcessSettings processes) {
        this.settings = settings;
        this.processes = processes;
    }

    @Override
    public String name() {
        return NAME;
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
        boolean thinks = settings.uses(CommandSettings.THINKING);
        if (options.thinking() != null && !thinks) {
            notes.add("%s is told no thinking level.".formatted(program));
        }
        String model = options.model() == null ? settings.model() : options.model();
        return new Plan(
                model == null ? "command/" + program : model,
                model,
                thinks ? options.thinkingOrDefault() : Thinking.OFF,
                thinks,
                notes);
    }

    @Override
    public Ran run(Job job, CancellationToken stop, Consumer<String> progress)
            throws InterruptedException {
        try {
            AgentProcess.Command command =
                    processes.command(words(job), job, job.timeout(), environment(job));
            return ran(job, AgentProcess.run(command, stop, progress));
        } catch (IOException e) {
            LOG.warn("task {}: its agent could not be started", job.attempt(), e);
            return Ran.failed(notStarted(e));
        }
    }

    private Failed notStarted(IOException e) {
        String message = String.valueOf(e.getMessage());
        return Failed.of(
                FailureKind.TRANSIENT,
                "%s could not be started: %s".formatted(settings.words().getFirst(), message));
    }

    private Ran ran(Job job, AgentProcess.Ended ended) {
        CommandOutput said = CommandOutput.of(ended.printed(), settings.pointers());
        RunOutcome outcome =
                ended.failure(job.timeout())
                        .<RunOutcome>map(cut -> cut)
                        .orElseGet(() -> outcome(ended, said));
        return new Ran(
                outcome, said.text(), said.model(), said.usage(), said.costUsd(), notes(ended));
    }

    private static List<String> notes(AgentProcess.Ended ended) {
        return ended.dropped() == 0
                ? List.of()
                : List.of(
                        "It printed too much: the first %,d bytes of that are not looked at. RESULT.txt may have 8 MiB."
                                .formatted(ended.dropped()));
    }

    private RunOutcome outcome(AgentProcess.Ended ended, CommandOutput said) {
        String tail = ended.lastLine().isBlank() ? "" : " Its last words: " + ended.lastLine();
        return switch (ended.exit()) {
            case 0 ->
                    said.error() == null
                            ? new RunOutcome.Succeeded()
                            : Failed.of(FailureKind.AGENT_ERROR, said.error());
            case 126, 127 ->
                    Failed.of(
                            FailureClassifier.notRun(ended.lastLine()),
                            "%s cannot be run here (exit code %d).%s"
                                    .formatted(settings.words().getFirst(), ended.exit(), tail));
            case 130, 137, 143 ->
                    Failed.of(
                            FailureKind.TRANSIENT,
                            "The agent was killed from outside (exit code %d), perhaps for lack of memory.%s"
                                    .formatted(ended.exit(), tail));
            default ->
                    Failed.of(
                            FailureKind.AGENT_ERROR,
                            "The agent ended with exit code %d.%s%s"
                                    .formatted(
                                            ended.exit(),
                                            said.error() == null ? "" : " " + said.error(),
                                            tail));
        };
    }

    private Map<String, String> environment(Job job) {
        Map<String, String> environment =
                new TreeMap<>(
                        AgentEnvironment.of(
                                processes.environment(),
                                processes.passEnv(),
                                Path.of(settings.words().getFirst()),
                                processes.extraPythonPath()));
        environment.put("TMPDIR", job.workspace().scratch().toString());
        return environment;
    }

    private List<String> words(Job job) {
        return settings.words().stream().map(word -> fill(word, job)).toList();
    }

    /** In one pass, so that a placeholder in a prompt stays what somebody wrote. */
    private String fill(String template, Job job) {
        StringBuilder word = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            String placeholder = at(template, at);
            if (placeholder.isEmpty()) {
                word.append(template.charAt(at++));
            } else {
                word.append(value(placeholder, job));
                at += placeholder.length();
            }
        }
        // What begins like an option is not to be taken for one.
        boolean looksLikeOption =
                template.startsWith(CommandSettings.PROMPT) && word.indexOf("-") == 0;
        return looksLikeOption ? " " + word : word.toString();
    }

    private static String at(String template, int at) {
        for (String each :
                List.of(
                        CommandSettings.PROMPT,
                        CommandSettings.PROMPT_FILE,
                        CommandSettings.MODEL,
                        CommandSettings.THINKING,
                        CommandSettings.WORKSPACE)) {
            if (template.startsWith(each, at)) {
                return each;
            }
        }
        return "";
    }

    private static String value(String placeholder, Job job) {
        return switch (placeholder) {
            case CommandSettings.PROMPT -> prompt(job);
            case CommandSettings.PROMPT_FILE -> job.workspace().file(Workspace.TASK).toString();
            case CommandSettings.MODEL -> String.valueOf(job.plan().modelAsked());
            case CommandSettings.THINKING -> job.plan().thinking().word();
            default -> job.workspace().task().toString();
        };
    }

    private static String prompt(Job job) {
        String prompt = job.prompt().replace("\0", "");
        return prompt.getBytes(StandardCharsets.UTF_8).length <= LONGEST_WORD
                ? prompt
                : "Your task is long: read it from TASK.txt in your working folder, all of it, and do it.";
    }
}
