package dev.crayfleet.dispatcher.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.dispatcher.ledger.TaskFilter;
import dev.crayfleet.dispatcher.ledger.TaskView;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code GET /tasks} and {@code GET /tasks/<id>}: what the ledgers know of tasks. */
@Controller("/tasks")
@Requires(property = Stage.PROPERTY, value = "dispatcher")
class TasksController {
    private static final List<String> STATES =
            List.of(
                    "awaiting-approval",
                    "queued",
                    "claimed",
                    "running",
                    "backing-off",
                    "succeeded",
                    "failed",
                    "cancelled",
                    "expired");
    private static final int USUAL_LIMIT = 100;

    private final Fleetwide fleetwide;
    private final TaskSearch search;

    TasksController(Fleetwide fleetwide, TaskSearch search) {
        this.fleetwide = fleetwide;
        this.search = search;
    }

    /**
     * @param unreachable dispatchers that did not answer; what their lanes have is missing
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Tasks(List<TaskView> tasks, @Nullable List<String> unreachable) {}

    @Get
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> tasks(
            HttpRequest<?> request,
            @QueryValue Optional<String> state,
            @QueryValue Optional<String> pool,
            @QueryValue Optional<String> requester,
            @QueryValue Optional<Integer> limit,
            @QueryValue Optional<Boolean> here) {
        return Answers.of(() -> {
            TaskFilter filter = new TaskFilter(known(state), pool, requester, checked(limit));
            String query = request.getUri().getRawQuery();
            Fleetwide.Gathered<Tasks> found =
                    fleetwide.gather(
                            "/tasks" + (query == null ? "" : "?" + query),
                            Tasks.class,
                            (Queries lane) -> lane.tasks(filter),
                            (List<List<TaskView>> lanes) ->
                                    Optional.of(new Tasks(joined(lanes.stream(), filter), null)),
                            here.orElse(false));
            return fleetwide.json(
                    new Tasks(
                            joined(found.answers().stream().map(Tasks::tasks), filter),
                            found.isComplete() ? null : found.unreachable()));
        });
    }

    @Get("/{id}")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> task(@PathVariable String id, @QueryValue Optional<Boolean> here) {
        return search.with(id, here.orElse(false), fleetwide::json);
    }

    private static List<TaskView> joined(Stream<List<TaskView>> parts, TaskFilter filter) {
        return parts.flatMap(List::stream).limit(filter.limit()).toList();
    }

    private static Optional<String> known(Optional<String> state) {
        if (state.isPresent() && !STATES.contains(state.get())) {
            throw new IllegalArgumentException(
                    "\"%s\" is no state; there are: %s"
                            .formatted(state.get(), String.join(", ", STATES)));
        }
        return state;
    }

    private static int checked(Optional<Integer> limit) {
        int number = limit.orElse(USUAL_LIMIT);
        if (number < 1 || number > TaskFilter.MOST) {
            throw new IllegalArgumentException(
                    "limit %d is outside 1 to %d".formatted(number, TaskFilter.MOST));
        }
        return number;
    }
}
