package dev.crayfleet.ingest.routing;

import dev.crayfleet.contract.ForeignSubmission;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.AddressedAgent;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.ingest.RequiresIngest;
import dev.crayfleet.ingest.SubmitGate;
import dev.crayfleet.ingest.intake.TaskDraft;
import dev.crayfleet.stage.access.CurrentFleet;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds the agent of a task that says what the agent is to be able to do: of those that its
 * requester may ask. For many threads.
 */
@Singleton
@RequiresIngest
public final class NeedsRouter {
    private static final int SHOWN_CHARS = 300;

    private final CurrentFleet fleet;
    private final SubmitGate gate;
    private final AgentLoads loads;

    public NeedsRouter(CurrentFleet fleet, SubmitGate gate, AgentLoads loads) {
        this.fleet = fleet;
        this.gate = gate;
        this.loads = loads;
    }

    /** Which agent, or why there is none. */
    public sealed interface Route {
        record To(Pool agent) implements Route {}

        /**
         * @param sentence for who asks
         */
        record Nowhere(String sentence) implements Route {}
    }

    /**
     * Whom a text is for: an agent that its tags name, one that can do what they say, or else the
     * one that it {@linkplain AddressedAgent speaks to}.
     *
     * @param mayComeAgain as below
     */
    public Route route(TaskDraft draft, boolean mayComeAgain) {
        String needs = draft.needs();
        if (needs != null) {
            return route(needs, draft.options(), draft.defaults(), mayComeAgain);
        }
        return new Route.To(
                draft.pool().equals(Pool.DEFAULT)
                        ? AddressedAgent.find(fleet.fleet(), draft.text())
                                .map(agent -> new Pool(agent.name()))
                                .orElse(Pool.DEFAULT)
                        : draft.pool());
    }

    /**
     * @param needs a capability in lower case
     * @param mayComeAgain whether the task may come a second time with its id: then the choice is
     *     always the same, however busy the agents are, or two would do it
     */
    public Route route(
            String needs,
            TaskOptions options,
            ForeignSubmission.Defaults asked,
            boolean mayComeAgain) {
        List<Agent> allowed = allowed(options, asked);
        List<String> able =
                allowed.stream()
                        .filter(each -> hasCapability(each, needs))
                        .map(Agent::name)
                        .toList();
        if (able.isEmpty()) {
            return new Route.Nowhere(nobody(needs, allowed));
        }
        Map<String, AgentLoad> known = mayComeAgain || able.size() == 1 ? Map.of() : loads.now();
        return new Route.To(
                new Pool(
                        known.isEmpty()
                                ? AgentChoice.byTurns(able, asked.id())
                                : AgentChoice.byLoad(able, known, asked.id())));
    }

    private List<Agent> allowed(TaskOptions options, ForeignSubmission.Defaults asked) {
        Collection<Agent> all = fleet.fleet().agents().values();
        return all.stream()
                .filter(each ->
                        gate.refusal(
                                        asked.requester(),
                                        asked.origin(),
                                        new Pool(each.name()),
                                        options,
                                        0,
                                        0)
                                .isEmpty())
                .toList();
    }

    private static boolean hasCapability(Agent agent, String needs) {
        return agent.capabilities().stream().anyMatch(each -> each.equalsIgnoreCase(needs));
    }

    private static String nobody(String needs, List<Agent> allowed) {
        SortedMap<String, List<String>> there = new TreeMap<>();
        for (Agent agent : allowed) {
            for (String each : agent.capabilities()) {
                there.computeIfAbsent(each.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                        .add(agent.name());
            }
        }
        String list =
                there.entrySet().stream()
                        .map(each ->
                                each.getKey() + " (" + String.join(", ", each.getValue()) + ")")
                        .collect(Collectors.joining(", "));
        return "No agent that you may ask has the capability %s. %s"
                .formatted(
                        needs,
                        list.isEmpty()
                                ? "The fleet file gives none to any of them."
                                : "There are: " + Limits.cut(list, SHOWN_CHARS) + ".");
    }
}
