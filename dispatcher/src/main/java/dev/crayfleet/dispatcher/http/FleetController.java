package dev.crayfleet.dispatcher.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.dispatcher.ledger.PoolView;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.dispatcher.ledger.RunnerView;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code GET /pools}, {@code /runners} and {@code /scale/<pool>}. */
@Controller
@Requires(property = Stage.PROPERTY, value = "dispatcher")
class FleetController {
    private final ScatterGather fleetwide;

    FleetController(ScatterGather fleetwide) {
        this.fleetwide = fleetwide;
    }

    /**
     * @param missingLanes lanes that nobody answers for just now: what they have is missing
     * @param unreachable dispatchers that did not answer
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Pools(
            List<PoolView> pools,
            @Nullable List<Integer> missingLanes,
            @Nullable List<String> unreachable) {}

    /**
     * @param missingLanes as in {@link Pools}
     * @param unreachable as in {@link Pools}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Runners(
            List<RunnerView> runners,
            @Nullable List<Integer> missingLanes,
            @Nullable List<String> unreachable) {}

    /**
     * What an autoscaler goes by: with {@code slots} below {@code queued + running} more runners
     * help at once.
     *
     * @param queued tasks that wait for a slot, those whose back-off is not over included
     * @param running tasks that have one, claimed and running together
     * @param slots of runners that take claims
     */
    record Scale(String pool, int queued, int running, int slots) {}

    @Get("/pools")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> pools(@QueryValue Optional<Boolean> here) {
        return Answers.of(() -> {
            ScatterGather.Gathered<Pools> found = gatherPools(here.orElse(false));
            LaneCoverage coverage = found.coverage();
            return fleetwide.signed(
                    fleetwide.json(
                            new Pools(
                                    joined(found.answers().stream().map(Pools::pools)),
                                    coverage.missingOrNull(),
                                    coverage.unreachableOrNull())),
                    coverage);
        });
    }

    @Get("/runners")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> runners(@QueryValue Optional<Boolean> here) {
        return Answers.of(() -> {
            ScatterGather.Gathered<Runners> found =
                    fleetwide.gather(
                            "/runners",
                            Runners.class,
                            Queries::runners,
                            (Collection<List<RunnerView>> lanes) ->
                                    Optional.of(new Runners(sorted(lanes.stream()), null, null)),
                            here.orElse(false));
            LaneCoverage coverage = found.coverage();
            return fleetwide.signed(
                    fleetwide.json(
                            new Runners(
                                    sorted(found.answers().stream().map(Runners::runners)),
                                    coverage.missingOrNull(),
                                    coverage.unreachableOrNull())),
                    coverage);
        });
    }

    @Get("/scale/{pool}")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> scale(@PathVariable String pool) {
        return Answers.of(() -> {
            String name = new Pool(pool).value();
            ScatterGather.Gathered<Pools> found = gatherPools(false);
            if (found.coverage().lacks(fleetwide.lane(name))) {
                // Nothing would be a reason to scale down.
                return Answers.later(
                        "Pool %s is in lane %d. %s"
                                .formatted(name, fleetwide.lane(name), found.coverage().excuse()));
            }
            return fleetwide.json(
                    found.answers().stream()
                            .flatMap(part -> part.pools().stream())
                            .filter(each -> each.pool().equals(name))
                            .map(each ->
                                    new Scale(
                                            name,
                                            each.queued() + each.backingOff(),
                                            each.claimed() + each.running(),
                                            each.slots()))
                            .findFirst()
                            .orElseGet(() -> new Scale(name, 0, 0, 0)));
        });
    }

    private ScatterGather.Gathered<Pools> gatherPools(boolean here) throws Exception {
        return fleetwide.gather(
                "/pools",
                Pools.class,
                Queries::pools,
                (Collection<List<PoolView>> lanes) ->
                        Optional.of(new Pools(joined(lanes.stream()), null, null)),
                here);
    }

    private static List<PoolView> joined(Stream<List<PoolView>> parts) {
        return parts.flatMap(List::stream).sorted(Comparator.comparing(PoolView::pool)).toList();
    }

    private static List<RunnerView> sorted(Stream<List<RunnerView>> parts) {
        return parts.flatMap(List::stream)
                .sorted(
                        Comparator.comparing(RunnerView::runner)
                                .thenComparing(RunnerView::incarnation)
                                .thenComparing(RunnerView::pool))
                .toList();
    }
}
