package dev.crayfleet.ingest.hooks;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Texts;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which agent a hook is for. Where the fleet file names agents, there are those and no others, as a
 * Gateway has those of its configuration; where it names none, anybody may have a runner for any.
 *
 * @param named by the fleet file
 */
record HookAgents(Set<String> named) {
    /** What OpenClaw calls the agent of a Gateway that has only one. */
    private static final String MAIN = "main";

    private static final int SHOWN_CHARS = 64;

    HookAgents {
        named = Set.copyOf(named);
    }

    /** Which agent, or why there is none. */
    sealed interface Found {
        record Agent(Pool pool) implements Found {}

        /**
         * @param error for its sender
         */
        record Nobody(String error) implements Found {}
    }

    Found find(@Nullable String agentId) {
        if (agentId == null) {
            return withoutName();
        }
        Pool pool;
        try {
            pool = new Pool(agentId);
        } catch (IllegalArgumentException e) {
            return unknown(agentId);
        }
        if (pool.value().equals(MAIN) && !named.contains(MAIN)) {
            return withoutName() instanceof Found.Agent only ? only : unknown(MAIN);
        }
        boolean isKnown =
                named.isEmpty() || named.contains(pool.value()) || pool.equals(Pool.DEFAULT);
        return isKnown ? new Found.Agent(pool) : unknown(pool.value());
    }

    private Found withoutName() {
        if (named.isEmpty() || named.contains(Pool.DEFAULT.value())) {
            return new Found.Agent(Pool.DEFAULT);
        }
        return named.size() == 1
                ? new Found.Agent(new Pool(named.iterator().next()))
                : new Found.Nobody("agentId is required when multiple agents are configured");
    }

    private static Found unknown(String agentId) {
        return new Found.Nobody(
                "unknown agentId \"%s\""
                        .formatted(Texts.oneLine(Limits.cut(agentId, SHOWN_CHARS))));
    }
}
