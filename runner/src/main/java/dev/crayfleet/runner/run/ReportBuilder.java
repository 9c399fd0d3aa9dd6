package dev.crayfleet.runner.run;

import dev.crayfleet.agents.executor.Executor.Job;
import dev.crayfleet.agents.executor.Executor.RunResult;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.FileErrors;
import dev.crayfleet.agents.workspace.LogTail;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.agents.workspace.WorkspaceOutput;
import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunReport.Answer;
import dev.crayfleet.contract.RunReport.Spend;
import dev.crayfleet.contract.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers what an agent left behind, uploads what is big, and writes the report. */
public final class ReportBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(ReportBuilder.class);
    private static final int MAX_NOTES = 20;
    private static final int MAX_NOTE_CHARS = 300;

    /** Kept of the result, however long the end of the log is. */
    private static final int MIN_RESULT_CHARS = 1_000;

    private final WorkspaceSettings settings;
    private final Workspaces workspaces;
    private final FileTransfer files;
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
        this.files = files;
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
            answer = workspaceAnswer(job, ran, output, notes, isWanted);
            problem = output.trouble();
        } catch (IOException e) {
            LOG.warn("task {}: its workspace cannot be read", job.attempt(), e);
            String reason = "The workspace could not be read: " + FileErrors.of(e);
            notes.add(reason);
            answer = textAnswer(job, ran, notes, isWanted);
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
        Answer answer = textAnswer(job, ran, notes, isWanted);
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

    private Answer textAnswer(Job job, RunResult ran, List<String> notes, BooleanSupplier isWanted) {
        String text = secrets.mask(ran.text());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Optional<FileRef> whole =
                InlineText.fits(text) || bytes.length > Limits.FILE_BYTES
                        ? Optional.empty()
                        : upload(job, Workspace.RESULT, bytes, notes, isWanted);
        return new Answer(
                Limits.cut(text, settings.summaryChars()),
                InlineText.cut(text),
                whole.orElse(null),
                List.of());
    }

    private Answer workspaceAnswer(
            Job job,
            RunResult ran,
            WorkspaceOutput output,
            List<String> notes,
            BooleanSupplier isWanted) {
        List<FileRef> uploaded = new ArrayList<>();
        for (WorkspaceOutput.Output file : output.outputs()) {
            upload(job, secrets.mask(file.name()), file.content(), notes, isWanted)
                    .ifPresent(uploaded::add);
        }
        Optional<FileRef> whole =
                InlineText.fits(output.result())
                        ? Optional.empty()
                        : output.resultBytes()
                                .flatMap(bytes ->
                                        upload(job, Workspace.RESULT, bytes, notes, isWanted));
        String result = secrets.mask(output.result());
        if (ran.outcome() instanceof RunOutcome.Failed) {
            result = appendLogTail(result, job.workspace());
        }
        return new Answer(
                secrets.mask(output.summary()),
                InlineText.cut(result),
                whole.orElse(null),
                uploaded);
    }

    /** After a failure, the end of the log is often the only thing that explains it. */
    private String appendLogTail(String result, Workspace workspace) {
        Optional<String> tail =
                LogTail.of(workspace)
                        .map(text -> "The end of agent-output.log:\n" + secrets.mask(text));
        if (tail.isEmpty() || result.isBlank()) {
            return tail.orElse(result);
        }
        int room = Limits.INLINE_RESULT_BYTES - 3 * tail.get().length();
        return InlineText.cut(result, Math.max(MIN_RESULT_CHARS, room)) + "\n\n" + tail.get();
    }

    private Optional<FileRef> upload(
            Job job, String name, byte[] content, List<String> notes, BooleanSupplier isWanted) {
        try {
            return Optional.of(
                    files.upload(job.attempt().task(), name, secrets.mask(content), isWanted));
        } catch (IOException e) {
            LOG.warn("task {}: {} could not be carried", job.attempt(), name, e);
            notes.add(name + " could not be carried; it is in the workspace.");
            return Optional.empty();
        }
    }
}
