package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.Fleet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a result is posted, and in whose name.
 *
 * @param channelId as somebody has asked for, or the agent's own; absent for #results
 * @param face absent where the bot posts it in its own name
 */
public record ResultPlace(@Nullable String channelId, @Nullable Face face) {
    /** Where results are posted that nobody has said anything about. */
    static final ResultPlace USUAL = new ResultPlace(null, null);

    public boolean isUsual() {
        return equals(USUAL);
    }

    /** Empty if it is not posted. */
    public static Optional<ResultPlace> of(TaskResult result, Fleet fleet) {
        Agent agent = fleet.agent(result.pool().value()).orElse(null);
        return switch (result.origin()) {
            case Origin.Http(Boolean deliver, String channelId) ->
                    deliver == null || deliver
                            ? Optional.of(of(channelId, agent))
                            : Optional.empty();
            // Who repeats what an agent has delegated wants to see it.
            case Origin.Agent origin ->
                    origin.deliver() || !isChild(result)
                            ? Optional.of(of(origin.channelId(), agent))
                            : Optional.empty();
            case Origin.Discord _, Origin.Cli _, Origin.Kafka _ -> Optional.of(of(null, agent));
        };
    }

    /** Whether an agent has delegated it; a task that repeats such a one has its origin, too. */
    static boolean isChild(TaskResult result) {
        return result.origin() instanceof Origin.Agent origin
                && origin.childId().equals(result.id());
    }

    private static ResultPlace of(@Nullable String asked, @Nullable Agent agent) {
        if (agent == null) {
            return asked == null ? USUAL : new ResultPlace(asked, null);
        }
        return new ResultPlace(asked == null ? agent.results() : asked, face(agent));
    }

    private static @Nullable Face face(Agent agent) {
        Agent.Identity identity = agent.identity();
        if (identity == null) {
            return null;
        }
        String name = identity.name();
        return new Face(name == null ? agent.name() : name, identity.avatar());
    }
}
