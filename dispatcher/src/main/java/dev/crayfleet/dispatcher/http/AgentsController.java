package dev.crayfleet.dispatcher.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.ledger.PoolView;
import dev.crayfleet.fleet.Agent;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code GET /agents}: the named agents of the fleet file that are shown, and who serves them. */
@Controller
@RequiresDispatcher
class AgentsController {
    private final CallerGate gate;
    private final FleetController fleet;
    private final ScatterGather scatterGather;

    AgentsController(CallerGate gate, FleetController fleet, ScatterGather scatterGather) {
        this.gate = gate;
        this.fleet = fleet;
        this.scatterGather = scatterGather;
    }

    /**
     * @param missingLanes lanes that nobody answers for just now: of their agents it is not known
     *     who serves them
     * @param unreachable dispatchers that did not answer
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AgentList(
            List<AgentView> agents,
            @Nullable List<Integer> missingLanes,
            @Nullable List<String> unreachable) {}

    /**
     * An agent as it is shown.
     *
     * @param mayAsk whether the caller may submit tasks for it
     * @param work absent where it is not known, because nobody answers for its lane
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record AgentView(
            String agent,
            @Nullable String about,
            List<String> capabilities,
            @Nullable String model,
            @Nullable Thinking thinking,
            AgentMode mode,
            List<String> mayDelegateTo,
            boolean mayAsk,
            @Nullable Work work) {}

    /**
     * @param runners that take its tasks
     * @param slots that they offer
     * @param queued tasks that wait for a slot, those whose back-off is not over included
     * @param running tasks that have one
     */
    record Work(int runners, int slots, int queued, int running) {
        private static final Work NONE = new Work(0, 0, 0, 0);

        private static Work of(PoolView pool) {
            return new Work(
                    pool.runners(),
                    pool.slots(),
                    pool.queued() + pool.backingOff(),
                    pool.claimed() + pool.running());
        }
    }

    /**
     * @param needs only agents that have all of these capabilities
     */
    @Get("/agents")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> agents(@QueryValue Optional<List<String>> needs) {
        return RequestFailures.translated(() -> {
            Set<String> wanted = Set.copyOf(needs.orElse(List.of()));
            Collection<Agent> shown = shown();
            List<Agent> named =
                    shown.stream()
                            .filter(each -> new HashSet<>(each.capabilities()).containsAll(wanted))
                            .sorted(Comparator.comparing(Agent::name))
                            .toList();
            ScatterGather.Gathered<FleetController.PoolList> found = fleet.gatherPools(false);
            LaneCoverage coverage = found.coverage();
            Map<String, PoolView> pools =
                    found.answers().stream()
                            .flatMap(part -> part.pools().stream())
                            .collect(
                                    Collectors.toMap(
                                            PoolView::pool,
                                            Function.identity(),
                                            (one, other) -> one));
            return scatterGather.withCoverage(
                    scatterGather.json(
                            new AgentList(
                                    named.stream()
                                            .map(each -> view(each, pools, coverage))
                                            .toList(),
                                    coverage.missingOrNull(),
                                    coverage.unreachableOrNull())),
                    coverage);
        });
    }

    /**
     * All, or those that the caller may ask, where the caller may not see the tasks of others
     * either: what agents are for is nobody's business who has nothing to do with them.
     */
    private Collection<Agent> shown() {
        Collection<Agent> all = gate.agents();
        return gate.onlyOwn().isEmpty()
                ? all
                : all.stream().filter(each -> gate.maySubmit(new Pool(each.name()))).toList();
    }

    private AgentView view(Agent agent, Map<String, PoolView> pools, LaneCoverage coverage) {
        PoolView pool = pools.get(agent.name());
        boolean isKnown = pool != null || !coverage.isMissing(scatterGather.laneOf(agent.name()));
        return new AgentView(
                agent.name(),
                agent.about(),
                agent.capabilities(),
                agent.model(),
                agent.thinking(),
                agent.mode(),
                agent.mayDelegateTo().words(),
                gate.maySubmit(new Pool(agent.name())),
                !isKnown ? null : pool == null ? Work.NONE : Work.of(pool));
    }
}
