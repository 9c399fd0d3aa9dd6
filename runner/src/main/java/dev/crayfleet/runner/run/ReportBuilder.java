package dev.crayfleet.runner.run;

import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.FileErrors;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.agents.workspace.WorkspaceOutput;
import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunReport.Answer;
import dev.crayfleet.contract.RunReport.Spend;
import dev.crayfleet.contract.Texts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers what an agent left behind, and writes the report. */
public final class ReportBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(ReportBuilder.class);
    private static final int MAX_NOTES = 20;
    private static final int MAX_NOTE_CHARS = 300;

    private final WorkspaceSettings settings;
    private final Workspaces workspaces;
    private final AnswerBuilder answers;
    private final Secrets secrets;

    /**
     * @param secrets that are masked in all that is sent
     */
    public ReportBuilder(
            WorkspaceSettings settings,
            Workspaces workspaces,
            FileTransfer files,
            Secrets secrets) {
        this.settings = settings;
        this.workspaces = workspaces;
        this.answers = new AnswerBuilder(files, secrets, settings.summaryChars());
        this.secrets = secrets;
    }

    /**
     * @param outcome the agent's own, or a failure if what it left cannot be relied on
     */
    record Reported(RunOutcome outcome, RunReport report) {}

    /**
     * Of an executor whose agents work in a workspace.
     *
     * @param isWanted asked while files are uploaded
     */
    Reported ofWorkspace(Job job, RunResult ran, Duration duration, BooleanSupplier isWanted) {
        List<String> notes = initialNotes(job, ran);
        List<String> fileNames = List.of();
        Answer answer;
        String problem;
        try {
            WorkspaceOutput output =
                    WorkspaceOutput.of(job.workspace(), settings, ran.text(), secrets::mask);
            notes.addAll(output.notes());
            fileNames = output.files().stream().map(secrets::mask).toList();
            answer = answers.ofWorkspace(job, ran, output, notes, isWanted);
            problem = output.trouble();
        } catch (IOException e) {
            LOG.warn("task {}: its workspace cannot be read", job.attempt(), e);
            String reason = "The workspace could not be read: " + FileErrors.of(e);
            notes.add(reason);
            answer = answers.ofText(job, ran, notes, isWanted);
            problem = ran.text().isBlank() ? reason : null;
        }
        RunOutcome outcome = outcome(ran, problem);
        if (outcome instanceof RunOutcome.Succeeded) {
            workspaces.markSucceeded(job.workspace());
        }
        return new Reported(outcome, report(job, ran, duration, fileNames, answer, notes));
    }

    /** Of an executor that needs no workspace: its text is all that there is. */
    Reported ofText(Job job, RunResult ran, Duration duration, BooleanSupplier isWanted) {
        List<String> notes = initialNotes(job, ran);
        Answer answer = answers.ofText(job, ran, notes, isWanted);
        return new Reported(ran.outcome(), report(job, ran, duration, List.of(), answer, notes));
    }

    private static List<String> initialNotes(Job job, RunResult ran) {
        List<String> notes = new ArrayList<>(job.plan().notes());
        notes.addAll(ran.notes());
        return notes;
    }

    private RunOutcome outcome(RunResult ran, @Nullable String problem) {
        return problem != null && ran.outcome() instanceof RunOutcome.Succeeded
                // Of a kind that is not tried again: the work was done, and paid for.
                ? RunOutcome.Failed.of(FailureKind.AGENT_ERROR, secrets.mask(problem))
                : ran.outcome();
    }

    private RunReport report(
            Job job,
            RunResult ran,
            Duration duration,
            List<String> fileNames,
            Answer answer,
            List<String> notes) {
        Workspace workspace = job.workspace();
        String model = ran.model() == null ? job.plan().model() : ran.model();
        return new RunReport(
                new RunReport.Workspace(workspace.agent(), workspace.shown(), fileNames),
                new Spend(
                        Texts.oneLine(secrets.mask(model)),
                        ran.thinking() == null ? job.plan().thinking() : ran.thinking(),
                        ran.usage(),
                        ran.costUsd()),
                answer,
                duration,
                notes.stream()
                        .limit(MAX_NOTES)
                        .map(note -> Limits.cut(Texts.oneLine(secrets.mask(note)), MAX_NOTE_CHARS))
                        .toList());
    }
}
