package dev.crayfleet.dispatcher.http;

import dev.crayfleet.contract.TaskId;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.dispatcher.ledger.TaskView;
import dev.crayfleet.stage.Problem;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Optional;

/** Finds one task, in whichever lane it lies: its id does not say its pool. */
@Singleton
@RequiresDispatcher
class TaskSearch {
    private final ScatterGather scatterGather;

    TaskSearch(ScatterGather scatterGather) {
        this.scatterGather = scatterGather;
    }

    /** Makes a response of the task that was found. */
    interface TaskHandler {
        HttpResponse<?> handle(TaskView task) throws Exception;
    }

    /**
     * Responds with what the handler makes of a task, or with why it was not found.
     *
     * @param localOnly whether only this instance's lanes are searched
     */
    HttpResponse<?> respond(String name, boolean localOnly, TaskHandler handler) {
        return RequestFailures.translated(() -> {
            TaskId id = new TaskId(name);
            ScatterGather.Gathered<TaskView> found = find(id, localOnly);
            HttpResponse<?> answer =
                    found.answers().isEmpty()
                            ? notFound(id, found.coverage())
                            : handler.handle(found.answers().getFirst());
            return scatterGather.withCoverage(answer.toMutableResponse(), found.coverage());
        });
    }

    private static HttpResponse<?> notFound(TaskId id, LaneCoverage searched) {
        if (!searched.isComplete()) {
            throw RequestFailures.unavailable(
                    "Task %s is not in the lanes that answer. %s"
                            .formatted(id, searched.explanation()));
        }
        // A response and no exception: other dispatchers read in it which lanes were searched.
        return Problem.answer(
                HttpStatus.NOT_FOUND,
                "Task %s is unknown here. It may still be on its way, or have ended longer ago than is kept."
                        .formatted(id));
    }

    private ScatterGather.Gathered<TaskView> find(TaskId id, boolean localOnly)
            throws InterruptedException {
        return scatterGather.gather(
                "/tasks/" + id,
                TaskView.class,
                (Queries lane) -> lane.task(id),
                (Collection<Optional<TaskView>> lanes) ->
                        lanes.stream().flatMap(Optional::stream).findFirst(),
                localOnly);
    }
}
