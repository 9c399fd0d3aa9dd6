package dev.crayfleet.agents.workspace;

import dev.crayfleet.contract.Limits;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What an agent left in its workspace. RESULT.txt and SUMMARY.txt are written where the agent wrote
 * none.
 *
 * @param summary at most as long as the settings say
 * @param result the whole, or its beginning where it is above {@link Limits#FILE_BYTES}
 * @param resultBytes the whole, empty where it is too large to be carried
 * @param outputs the files to be carried, at most what a task may carry
 * @param files names in the task's folder, sorted; folders end with a slash
 * @param notes on what is not carried
 * @param trouble a sentence for people where what the agent left cannot be relied on; absent where
 *     all is well
 */
public record WorkspaceOutput(
        String summary,
        String result,
        Optional<byte[]> resultBytes,
        List<Output> outputs,
        List<String> files,
        List<String> notes,
        @Nullable String trouble) {
    /** A file for the requester. */
    public record Output(String name, byte[] content) {}

    /**
     * @param lastMessage the agent's: the result, if it wrote none
     * @param mask for what is cut short: a secret at the cut could not be recognised any more
     * @throws IOException if the workspace is not there any more, or cannot be looked into
     */
    public static WorkspaceOutput of(
            Workspace workspace,
            WorkspaceSettings settings,
            String lastMessage,
            UnaryOperator<String> mask)
            throws IOException {
        if (!workspace.isInPlace()) {
            throw new IOException("the task's folder was moved or deleted");
        }
        return new WorkspaceOutputReader(workspace, mask).read(settings, lastMessage);
    }

    static String tooLarge(String name, long size) {
        return "%s has %,d bytes and is not carried; it is in the workspace.".formatted(name, size);
    }
}
