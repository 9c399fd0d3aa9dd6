package dev.crayfleet.ingest.hooks;

import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Thinking;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a hook asks for, as {@link HookReader} has understood it.
 *
 * @param message at least one visible character
 * @param name what its sender calls the run; for people
 * @param agentId absent where it names none
 * @param deliver whether the result is posted
 * @param channelId of the Discord channel for the result; absent for the usual one
 * @param model absent for the agent's own
 * @param thinking absent for the agent's own
 * @param timeout absent for the agent's own
 * @param key by which its sender knows the run again; absent where it gives none
 * @param waits whether the answer is to come when the run has ended
 */
record HookRequest(
        String message,
        String name,
        @Nullable String agentId,
        boolean deliver,
        @Nullable String channelId,
        @Nullable String model,
        @Nullable Thinking thinking,
        @Nullable Duration timeout,
        @Nullable String key,
        boolean waits) {

    TaskOptions options() {
        return new TaskOptions(model, thinking, timeout, null, null);
    }
}
