package dev.crayfleet.dispatcher.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.dispatcher.DispatcherClock;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.kafka.TaskResultReader;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.dispatcher.ledger.TaskFilter;
import dev.crayfleet.dispatcher.ledger.TaskListOrder;
import dev.crayfleet.dispatcher.ledger.TaskView;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code GET /tasks} and {@code GET /tasks/<id>}: what the ledgers know of tasks. */
@Controller("/tasks")
@RequiresDispatcher
class TaskQueryController {
    private final ScatterGather scatterGather;
    private final TaskSearch search;
    private final TaskResultReader results;
    private final DispatcherClock clock;
    private final CallerGate gate;

    TaskQueryController(
            ScatterGather scatterGather,
            TaskSearch search,
            TaskResultReader results,
            DispatcherClock clock,
            CallerGate gate) {
        this.scatterGather = scatterGather;
        this.search = search;
        this.results = results;
        this.clock = clock;
        this.gate = gate;
    }

    /**
     * @param missingLanes lanes that nobody answers for just now: what they have is missing
     * @param unreachable dispatchers that did not answer
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TaskList(
            List<TaskView> tasks,
            @Nullable List<Integer> missingLanes,
            @Nullable List<String> unreachable) {}

    @Get
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> tasks(
            @QueryValue Optional<String> state,
            @QueryValue Optional<String> pool,
            @QueryValue Optional<String> requester,
            @QueryValue Optional<String> model,
            @QueryValue Optional<String> since,
            @QueryValue Optional<Integer> limit,
            @QueryValue Optional<Boolean> here) {
        return RequestFailures.translated(() -> {
            TaskFilter filter =
                    TaskQuery.of(
                            state,
                            pool,
                            gate.onlyOwn().or(() -> requester),
                            model,
                            since,
                            limit,
                            clock.instant());
            ScatterGather.Gathered<TaskList> found =
                    scatterGather.gather(
                            "/tasks" + TaskQuery.text(filter),
                            TaskList.class,
                            (Queries lane) -> lane.tasks(filter),
                            (Collection<List<TaskView>> lanes) ->
                                    Optional.of(
                                            new TaskList(
                                                    merged(lanes.stream(), filter), null, null)),
                            here.orElse(false));
            LaneCoverage coverage = found.coverage();
            // A pool lies in one lane: it does not matter if the others do not answer.
            boolean isComplete =
                    pool.isPresent() && !coverage.isMissing(scatterGather.laneOf(pool.get()));
            return scatterGather.withCoverage(
                    scatterGather.json(
                            new TaskList(
                                    merged(found.answers().stream().map(TaskList::tasks), filter)
                                            .stream()
                                            .filter(gate::maySee)
                                            .toList(),
                                    isComplete ? null : coverage.missingOrNull(),
                                    isComplete ? null : coverage.unreachableOrNull())),
                    coverage);
        });
    }

    @Get("/{id}")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> task(
            @PathVariable String id,
            @QueryValue Optional<Boolean> here,
            @QueryValue Optional<Boolean> result) {
        boolean localOnly = here.orElse(false);
        boolean hasResult = result.orElse(!localOnly);
        return search.respond(
                id,
                localOnly,
                task -> {
                    gate.require(CallerGate.view(task));
                    return scatterGather.json(hasResult ? withResult(task) : task);
                });
    }

    /** Another dispatcher, which asks for its own, adds the result itself. */
    private TaskDetails withResult(TaskView task) {
        Instant finishedAt = task.finishedAt();
        if (finishedAt == null) {
            return new TaskDetails(task, null, null);
        }
        return switch (results.find(new TaskId(task.id()), finishedAt)) {
            case TaskResultReader.Found.Result(TaskResult result) ->
                    new TaskDetails(task, TaskDetails.Outcome.of(result), null);
            case TaskResultReader.Found.Missing(String sentence) ->
                    new TaskDetails(task, null, sentence);
        };
    }

    /**
     * Each part was sorted in the same order and cut at the same limit, so no task of the result is
     * missing.
     */
    static List<TaskView> merged(Stream<List<TaskView>> parts, TaskFilter filter) {
        return parts.flatMap(List::stream)
                .sorted(TaskListOrder.COMPARATOR)
                .limit(filter.limit())
                .toList();
    }
}
