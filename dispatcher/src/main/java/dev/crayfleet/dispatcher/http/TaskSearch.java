package dev.crayfleet.dispatcher.http;

import dev.crayfleet.contract.TaskId;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.dispatcher.ledger.TaskView;
import dev.crayfleet.stage.Problem;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Optional;

/** Finds one task, in whichever lane it lies: its id does not tell its pool. */
@Singleton
@Requires(property = Stage.PROPERTY, value = "dispatcher")
class TaskSearch {
    private final ScatterGather fleetwide;

    TaskSearch(ScatterGather fleetwide) {
        this.fleetwide = fleetwide;
    }

    /** What is done with the task that was found. */
    interface Use {
        HttpResponse<?> of(TaskView task) throws Exception;
    }

    /**
     * Answers with what is made of a task, or with why it was not found.
     *
     * @param here whether only this instance's lanes are searched
     */
    HttpResponse<?> with(String name, boolean here, Use use) {
        return Answers.of(() -> {
            TaskId id = new TaskId(name);
            ScatterGather.Gathered<TaskView> found = find(id, here);
            HttpResponse<?> answer =
                    found.answers().isEmpty()
                            ? absent(id, found.coverage())
                            : use.of(found.answers().getFirst());
            return fleetwide.signed(answer.toMutableResponse(), found.coverage());
        });
    }

    private static HttpResponse<?> absent(TaskId id, LaneCoverage searched) {
        return searched.isWhole()
                ? Problem.answer(
                        HttpStatus.NOT_FOUND,
                        "Task %s is unknown here. It may still be on its way, or have ended longer ago than is kept."
                                .formatted(id))
                : Answers.later(
                        "Task %s is not in the lanes that answer. %s"
                                .formatted(id, searched.excuse()));
    }

    private ScatterGather.Gathered<TaskView> find(TaskId id, boolean here)
            throws InterruptedException {
        return fleetwide.gather(
                "/tasks/" + id,
                TaskView.class,
                (Queries lane) -> lane.task(id),
                (Collection<Optional<TaskView>> lanes) ->
                        lanes.stream().flatMap(Optional::stream).findFirst(),
                here);
    }
}
