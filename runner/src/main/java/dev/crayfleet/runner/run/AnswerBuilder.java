package dev.crayfleet.runner.run;

import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.LogTail;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.agents.workspace.WorkspaceOutput;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the answer of a report, and uploads what does not fit in it. */
final class AnswerBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerBuilder.class);

    /** Kept of the result, however long the end of the log is. */
    private static final int MIN_RESULT_CHARS = 1_000;

    private final FileTransfer files;
    private final Secrets secrets;
    private final int maxSummaryChars;

    AnswerBuilder(FileTransfer files, Secrets secrets, int maxSummaryChars) {
        this.files = files;
        this.secrets = secrets;
        this.maxSummaryChars = maxSummaryChars;
    }

    /**
     * Of what the agent said.
     *
     * @param notes is added to if an upload fails
     * @param isWanted asked while files are uploaded
     */
    Answer ofText(Job job, RunResult ran, List<String> notes, BooleanSupplier isWanted) {
        String text = secrets.mask(ran.text());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Optional<FileRef> whole =
                InlineText.fits(text) || bytes.length > Limits.FILE_BYTES
                        ? Optional.empty()
                        : upload(job, Workspace.RESULT, bytes, notes, isWanted);
        return new Answer(
                Limits.cut(text, maxSummaryChars),
                InlineText.cut(text),
                whole.orElse(null),
                List.of());
    }

    /** Of what the agent left in its workspace. See {@link #ofText}. */
    Answer ofWorkspace(
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
                                .flatMap(content ->
                                        upload(job, Workspace.RESULT, content, notes, isWanted));
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
