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

/** Gathers what an agent left behind, sends off what is big, and writes the report. */
public final class ReportBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(ReportBuilder.class);
    private static final int MOST_NOTES = 20;
    private static final int NOTE_CHARS = 300;
    private static final int MOST_JSON_BYTES = 2 * Limits.INLINE_RESULT_BYTES;

    private final WorkspaceSettings settings;
    private final Workspaces workspaces;
    private final FileTransfer luggage;
    private final Secrets secrets;

    /**
     * @param secrets that are masked in all that is sent off
     */
    public ReportBuilder(
            WorkspaceSettings settings,
            Workspaces workspaces,
            FileTransfer luggage,
            Secrets secrets) {
        this.settings = settings;
        this.workspaces = workspaces;
        this.luggage = luggage;
        this.secrets = secrets;
    }

    /**
     * @param outcome not the agent's own where what it left cannot be relied on
     */
    record Told(RunOutcome outcome, RunReport report) {}

    Told of(Job job, RunResult ran, Duration took, BooleanSupplier wanted) {
        List<String> notes = new ArrayList<>(job.plan().notes());
        notes.addAll(ran.notes());
        Workspace workspace = job.workspace();
        List<String> files = List.of();
        Answer answer;
        String trouble;
        try {
            WorkspaceOutput harvest =
                    WorkspaceOutput.of(workspace, settings, ran.text(), secrets::mask);
            notes.addAll(harvest.notes());
            files = harvest.files().stream().map(secrets::mask).toList();
            answer = answer(job, ran, harvest, notes, wanted);
            trouble = harvest.trouble();
        } catch (IOException e) {
            LOG.warn("task {}: its workspace cannot be read", job.attempt(), e);
            String why = "The workspace could not be read: " + FileErrors.of(e);
            notes.add(why);
            answer = words(job, ran, notes, wanted);
            trouble = ran.text().isBlank() ? why : null;
        }
        RunOutcome outcome = outcome(ran, trouble);
        if (outcome instanceof RunOutcome.Succeeded) {
            workspaces.markSucceeded(workspace);
        }
        return new Told(outcome, report(job, ran, took, files, answer, notes));
    }

    private RunOutcome outcome(RunResult ran, @Nullable String trouble) {
        return trouble != null && ran.outcome() instanceof RunOutcome.Succeeded
                // Not again by itself: the work was done, and paid for.
                ? RunOutcome.Failed.of(FailureKind.AGENT_ERROR, secrets.mask(trouble))
                : ran.outcome();
    }

    /** Of an executor that needs no workspace: there is nothing to gather but what it said. */
    Told ofWords(Job job, RunResult ran, Duration took, BooleanSupplier wanted) {
        List<String> notes = new ArrayList<>(job.plan().notes());
        notes.addAll(ran.notes());
        Answer answer = words(job, ran, notes, wanted);
        return new Told(ran.outcome(), report(job, ran, took, List.of(), answer, notes));
    }

    private Answer words(Job job, RunResult ran, List<String> notes, BooleanSupplier wanted) {
        String text = secrets.mask(ran.text());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Optional<FileRef> whole =
                fits(text) || bytes.length > Limits.FILE_BYTES
                        ? Optional.empty()
                        : carry(job, Workspace.RESULT, bytes, notes, wanted);
        return new Answer(
                Limits.cut(text, settings.summaryChars()),
                inline(text),
                whole.orElse(null),
                List.of());
    }

    private RunReport report(
            Job job,
            RunResult ran,
            Duration took,
            List<String> files,
            Answer answer,
            List<String> notes) {
        Workspace workspace = job.workspace();
        String model = ran.model() == null ? job.plan().model() : ran.model();
        return new RunReport(
                new RunReport.Workspace(workspace.agent(), workspace.shown(), files),
                new Spend(
                        Texts.oneLine(secrets.mask(model)),
                        ran.thinking() == null ? job.plan().thinking() : ran.thinking(),
                        ran.usage(),
                        ran.costUsd()),
                answer,
                took,
                notes.stream()
                        .limit(MOST_NOTES)
                        .map(note -> Limits.cut(Texts.oneLine(secrets.mask(note)), NOTE_CHARS))
                        .toList());
    }

    private Answer answer(
            Job job,
            RunResult ran,
            WorkspaceOutput harvest,
            List<String> notes,
            BooleanSupplier wanted) {
        List<FileRef> outputs = new ArrayList<>();
        for (WorkspaceOutput.Output output : harvest.outputs()) {
            carry(job, secrets.mask(output.name()), output.content(), notes, wanted)
                    .ifPresent(outputs::add);
        }
        boolean isLong = !fits(harvest.result());
        Optional<FileRef> whole =
                isLong
                        ? harvest.resultBytes()
                                .flatMap(
                                        bytes -> carry(job, Workspace.RESULT, bytes, notes, wanted))
                        : Optional.empty();
        String result = harvest.result();
        result = secrets.mask(result);
        if (ran.outcome() instanceof RunOutcome.Failed) {
            result = withTail(result, job.workspace());
        }
        return new Answer(
                secrets.mask(harvest.summary()), inline(result), whole.orElse(null), outputs);
    }

    /** Often the only thing there is to go by. */
    private String withTail(String result, Workspace workspace) {
        Optional<String> tail =
                LogTail.of(workspace)
                        .map(text -> "The end of agent-output.log:\n" + secrets.mask(text));
        if (tail.isEmpty() || result.isBlank()) {
            return tail.orElse(result);
        }
        int left = Limits.INLINE_RESULT_BYTES - 3 * tail.get().length();
        return inline(result, Math.max(1_000, left)) + "\n\n" + tail.get();
    }

    private Optional<FileRef> carry(
            Job job, String name, byte[] content, List<String> notes, BooleanSupplier wanted) {
        try {
            return Optional.of(
                    luggage.carry(job.attempt().task(), name, secrets.mask(content), wanted));
        } catch (IOException e) {
            LOG.warn("task {}: {} could not be carried", job.attempt(), name, e);
            notes.add(name + " could not be carried; it is in the workspace.");
            return Optional.empty();
        }
    }

    private static boolean fits(String text) {
        return text.length() <= Limits.INLINE_RESULT_BYTES
                && bytes(text) <= Limits.INLINE_RESULT_BYTES
                && text.chars().mapToLong(ReportBuilder::asJson).sum() <= MOST_JSON_BYTES;
    }

    /** The text, or as much of its beginning as travels in a message. */
    private static String inline(String text) {
        return inline(text, Limits.INLINE_RESULT_BYTES);
    }

    private static String inline(String text, int most) {
        String part = Limits.cut(text, most);
        while (!fits(part)) {
            part = Limits.cut(part, part.length() - part.length() / 8 - 1);
        }
        return part;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** What a character takes in JSON at most, so that binary rubbish does not burst a message. */
    private static long asJson(int c) {
        return c < 0x20 ? 6 : c == '"' || c == '\\' ? 2 : c < 0x80 ? 1 : 3;
    }
}
