package dev.crayfleet.agents.delegation;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Texts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent wants another to do.
 *
 * @param agent that is to do it; absent where its capability decides
 * @param needs the capability that the agent is to have; absent where it is named
 * @param instruction at most {@link Limits#INSTRUCTION_BYTES}
 * @param files at most {@link Limits#TASK_FILES}, of at most {@link Limits#TASK_FILES_BYTES}
 * @param deliver whether the result is posted, too
 * @param channelId of the Discord channel for it; absent for the usual one
 * @param detached whether it goes on when the one who asks ends otherwise than well
 */
public record DelegationRequest(
        @Nullable Pool agent,
        @Nullable String needs,
        String instruction,
        TaskOptions options,
        List<FileRef> files,
        boolean deliver,
        @Nullable String channelId,
        boolean detached) {
    /**
     * @throws IllegalArgumentException with a sentence for people, if it says nobody or two, or
     *     nothing to do, or too much
     */
    public DelegationRequest {
        files = List.copyOf(files);
        if ((agent == null) == (needs == null)) {
            throw new IllegalArgumentException(
                    "Say who is to do it: either an agent or a capability (needs).");
        }
        instruction = Texts.checked(instruction);
        if (Texts.isInvisible(instruction)) {
            throw new IllegalArgumentException("The instruction is empty: there is nothing to do.");
        }
        int bytes = instruction.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Limits.INSTRUCTION_BYTES) {
            throw new IllegalArgumentException(
                    "The instruction has %,d bytes, and may have %,d. Give longer texts as files."
                            .formatted(bytes, Limits.INSTRUCTION_BYTES));
        }
        if (files.size() > Limits.TASK_FILES) {
            throw new IllegalArgumentException(
                    "It has %d files, and may have %d.".formatted(files.size(), Limits.TASK_FILES));
        }
        long fileBytes = files.stream().mapToLong(FileRef::size).sum();
        if (fileBytes > Limits.TASK_FILES_BYTES) {
            throw new IllegalArgumentException(
                    "Its files have %,d bytes together, and may have %,d."
                            .formatted(fileBytes, Limits.TASK_FILES_BYTES));
        }
    }

    /** Of one agent, with the usual options. */
    public static DelegationRequest of(Pool agent, String instruction) {
        return new DelegationRequest(
                agent, null, instruction, TaskOptions.NONE, List.of(), false, null, false);
    }

    /** Whom it is for, for people. */
    String target() {
        return agent == null ? "needs:" + needs : agent.value();
    }
}
