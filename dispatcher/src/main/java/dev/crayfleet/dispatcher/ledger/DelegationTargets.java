package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.fleet.Agent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whom an agent may ask, by the fleet file.
 *
 * @param self who asks
 * @param line the agents that work for each other, the one that asks last
 */
record DelegationTargets(Ledger ledger, Agent self, List<Pool> line, Instant now) {
    /** In a sentence. */
    private static final int MAX_NAMED = 20;

    /** Why an agent cannot be asked, whatever for. */
    Optional<DelegationCheck.Outcome.Refused> objection(Pool agent) {
        if (line.contains(agent)) {
            return Optional.of(
                    new DelegationCheck.Outcome.Refused(
                            DelegationRefusal.LINE,
                            "%s works in this line already (%s), and no agent does so twice; %s"
                                    .formatted(
                                            agent,
                                            line.stream()
                                                    .map(Pool::value)
                                                    .collect(Collectors.joining(" → ")),
                                            mayAsk()),
                            ""));
        }
        if (ledger.fleet().agent(agent.value()).isEmpty()) {
            return Optional.of(
                    new DelegationCheck.Outcome.Refused(
                            DelegationRefusal.AGENT,
                            "there is no agent %s; %s".formatted(agent, mayAsk()),
                            ""));
        }
        return self.mayDelegateTo().includes(agent.value())
                ? Optional.empty()
                : Optional.of(
                        new DelegationCheck.Outcome.Refused(
                                DelegationRefusal.AGENT,
                                "%s may not delegate to %s; %s"
                                        .formatted(self.name(), agent, mayAsk()),
                                "agents.%s.may-delegate-to in version %s of the fleet file"
                                        .formatted(self.name(), ledger.fleet().version())));
    }

    /** For the agent: {@code manager may delegate to auditor (finance, review), webster}. */
    String mayAsk() {
        List<Agent> all = candidates();
        String names =
                all.stream()
                        .limit(MAX_NAMED)
                        .map(each ->
                                each.capabilities().isEmpty()
                                        ? each.name()
                                        : "%s (%s)"
                                                .formatted(
                                                        each.name(),
                                                        String.join(", ", each.capabilities())))
                        .collect(Collectors.joining(", "));
        return "%s may delegate to %s%s"
                .formatted(
                        self.name(),
                        names.isEmpty() ? "nobody else here" : names,
                        all.size() > MAX_NAMED
                                ? " and %d others".formatted(all.size() - MAX_NAMED)
                                : "");
    }

    private List<Agent> candidates() {
        return ledger.fleet().agents().values().stream()
                .filter(each -> self.mayDelegateTo().includes(each.name()))
                .filter(each -> line.stream().noneMatch(one -> one.value().equals(each.name())))
                .toList();
    }

    /**
     * Those with a capability, the best first: with a free slot in this lane; with the shortest
     * queue here; of other lanes, of which nothing is known here. Among equals they take turns.
     */
    List<Pool> withCapability(String needs, TaskId child) {
        List<Pool> found =
                new ArrayList<>(
                        candidates().stream()
                                .filter(each -> each.capabilities().contains(needs))
                                .map(each -> new Pool(each.name()))
                                .toList());
        if (!found.isEmpty()) {
            Collections.rotate(found, Math.floorMod(child.value().hashCode(), found.size()));
        }
        found.sort(Comparator.comparingInt(this::rank).thenComparingInt(this::queue));
        return found;
    }

    private int rank(Pool agent) {
        return ledger.pools()
                .find(agent)
                .map(pool -> {
                    if (pool.hasFreeSlot(line.size(), now)) {
                        return 0;
                    }
                    return pool.isServed() ? 1 : 3;
                })
                .orElse(2);
    }

    private int queue(Pool agent) {
        return ledger.pools().find(agent).map(PoolState::queueSize).orElse(0);
    }
}
