package dev.crayfleet.ingest.routing;

import dev.crayfleet.contract.TaskId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;

/** Chooses among agents that can do the same. Pure. */
final class AgentChoice {
    private AgentChoice() {}

    /**
     * By turns: the same task always goes to the same agent, and most keep theirs when another
     * agent comes or goes. A task that comes twice must not be done by two.
     *
     * @param agents at least one
     */
    static String byTurns(Collection<String> agents, TaskId task) {
        return agents.stream().min(turn(task)).orElseThrow();
    }

    /**
     * The one with free slots, then the shortest wait; among equals by turns.
     *
     * @param agents at least one
     * @param loads of those that are known; the others come last
     */
    static String byLoad(Collection<String> agents, Map<String, AgentLoad> loads, TaskId task) {
        Comparator<String> order =
                Comparator.comparing((String agent) -> load(loads, agent).free() <= 0)
                        .thenComparingDouble(agent -> load(loads, agent).tasksPerSlot())
                        .thenComparing(turn(task));
        return agents.stream().min(order).orElseThrow();
    }

    private static AgentLoad load(Map<String, AgentLoad> loads, String agent) {
        return loads.getOrDefault(agent, AgentLoad.UNSERVED);
    }

    private static Comparator<String> turn(TaskId task) {
        return Comparator.comparing(agent -> hash(task + "\n" + agent));
    }

    private static String hash(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, Long.BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
