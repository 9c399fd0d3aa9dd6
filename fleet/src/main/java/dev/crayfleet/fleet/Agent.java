package dev.crayfleet.fleet;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Thinking;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named agent: a pool with a face.
 *
 * @param name as its pool, in lower case
 * @param about for people and other agents
 * @param model an alias of openclaw.json or {@code provider/model}, for tasks that name none
 * @param thinking for tasks that name none
 * @param mode the most that it may do
 * @param capabilities by which tasks find it
 * @param mayDelegateTo other agents; none unless the file says so
 * @param slots tasks at a time on one runner
 * @param home folder with its character, relative to the file
 * @param results id of the Discord channel for its results
 */
public record Agent(
        String name,
        @Nullable String about,
        @Nullable String model,
        @Nullable Thinking thinking,
        AgentMode mode,
        List<String> capabilities,
        Selection mayDelegateTo,
        @Nullable Integer slots,
        @Nullable Identity identity,
        @Nullable String results,
        Memory memory,
        @Nullable String home) {
    public Agent {
        capabilities = capabilities.stream().distinct().sorted().toList();
        mayDelegateTo = mayDelegateTo.sorted();
    }

    /**
     * How its posts look.
     *
     * @param name above its posts
     * @param avatar an https address of a picture
     */
    public record Identity(@Nullable String name, @Nullable String avatar) {}

    /** What becomes of what an agent notes down. */
    public enum Memory {
        /** Every task begins without it. */
        FRESH,
        /** The next task finds it. */
        KEEP
    }
}
