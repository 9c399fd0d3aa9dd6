package dev.crayfleet.dispatcher.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.ledger.PoolView;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.dispatcher.ledger.RunnerView;
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
@RequiresDispatcher
class FleetController {
    private final ScatterGather scatterGather;

    FleetController(ScatterGather scatterGather) {
        this.scatterGather = scatterGather;
    }

    /**
     * @param missingLanes lanes that nobody answers for just now: what they have is missing
     * @param unreachable dispatchers that did not answer
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PoolList(
            List<PoolView> pools,
            @Nullable List<Integer> missingLanes,
            @Nullable List<String> unreachable) {}

    /**
     * @param missingLanes as in {@link PoolList}
     * @param unreachable as in {@link PoolList}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RunnerList(
            List<RunnerView> runners,
            @Nullable List<Integer> missingLanes,
            @Nullable List<String> unreachable) {}

    /**
     * The numbers for an autoscaler: if {@code slots} is below {@code queued + running}, more
     * runners help at once.
     *
     * @param queued tasks that wait for a slot, those whose back-off is not over included
     * @param running tasks that have one, claimed and running together
     * @param slots of runners that take claims
     */
    record PoolScale(String pool, int queued, int running, int slots) {}

    @Get("/pools")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> pools(@QueryValue Optional<Boolean> here) {
        return RequestFailures.translated(() -> {
            ScatterGather.Gathered<PoolList> found = gatherPools(here.orElse(false));
            LaneCoverage coverage = found.coverage();
            return scatterGather.withCoverage(
                    scatterGather.json(
                            new PoolList(
                                    joined(found.answers().stream().map(PoolList::pools)),
                                    coverage.missingOrNull(),
                                    coverage.unreachableOrNull())),
                    coverage);
        });
    }

    @Get("/runners")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> runners(@QueryValue Optional<Boolean> here) {
        return RequestFailures.translated(() -> {
            ScatterGather.Gathered<RunnerList> found = gatherRunners(here.orElse(false));
            return scatterGather.withCoverage(scatterGather.json(joined(found)), found.coverage());
        });
    }

    /** All runners, as far as lanes answer. */
    RunnerList gatherRunners() throws InterruptedException {
        return joined(gatherRunners(false));
    }

    private ScatterGather.Gathered<RunnerList> gatherRunners(boolean localOnly)
            throws InterruptedException {
        return scatterGather.gather(
                "/runners",
                RunnerList.class,
                Queries::runners,
                (Collection<List<RunnerView>> lanes) ->
                        Optional.of(new RunnerList(sorted(lanes.stream()), null, null)),
                localOnly);
    }

    private static RunnerList joined(ScatterGather.Gathered<RunnerList> found) {
        return new RunnerList(
                sorted(found.answers().stream().map(RunnerList::runners)),
                found.coverage().missingOrNull(),
                found.coverage().unreachableOrNull());
    }

    @Get("/scale/{pool}")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> scale(@PathVariable String pool) {
        return RequestFailures.translated(() -> {
            String name = new Pool(pool).value();
            ScatterGather.Gathered<PoolList> found = gatherPools(false);
            if (found.coverage().isMissing(scatterGather.laneOf(name))) {
                // If the pool were missing in the answer, an autoscaler would scale down.
                throw RequestFailures.unavailable(
                        "Pool %s is in lane %d. %s"
                                .formatted(
                                        name,
                                        scatterGather.laneOf(name),
                                        found.coverage().explanation()));
            }
            return scatterGather.json(
                    found.answers().stream()
                            .flatMap(part -> part.pools().stream())
                            .filter(each -> each.pool().equals(name))
                            .map(each ->
                                    new PoolScale(
                                            name,
                                            each.queued() + each.backingOff(),
                                            each.claimed() + each.running(),
                                            each.slots()))
                            .findFirst()
                            .orElseGet(() -> new PoolScale(name, 0, 0, 0)));
        });
    }

    /** All pools, as far as lanes answer. */
    ScatterGather.Gathered<PoolList> gatherPools(boolean localOnly) throws InterruptedException {
        return scatterGather.gather(
                "/pools",
                PoolList.class,
                Queries::pools,
                (Collection<List<PoolView>> lanes) ->
                        Optional.of(new PoolList(joined(lanes.stream()), null, null)),
                localOnly);
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
