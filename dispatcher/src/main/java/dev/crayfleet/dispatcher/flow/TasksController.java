package dev.crayfleet.dispatcher.flow;

import dev.crayfleet.contract.TaskId;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** {@code GET /tasks/<id>}: where a task is, as the lanes of this instance know it. */
@Controller("/tasks")
@Requires(property = Stage.PROPERTY, value = "dispatcher")
class TasksController {
    private final DispatcherStreams streams;

    TasksController(DispatcherStreams streams) {
        this.streams = streams;
    }

    @Get("/{id}")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> task(@PathVariable String id) {
        try {
            TaskId task = new TaskId(id);
            Optional<TaskView> found = streams.task(task);
            return found.isPresent()
                    ? HttpResponse.ok(found.get())
                    : problem(
                            HttpStatus.NOT_FOUND,
                            "No lane of this dispatcher knows task "
                                    + task
                                    + ". It may still be on its way, have ended longer ago than is kept, or lie with another dispatcher.");
        } catch (IllegalArgumentException bad) {
            return problem(HttpStatus.BAD_REQUEST, String.valueOf(bad.getMessage()));
        } catch (InvalidStateStoreException moving) {
            return problem(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "The lanes are just being taken over; ask again in a second.")
                    .header("Retry-After", "1");
        }
    }

    private static MutableHttpResponse<?> problem(HttpStatus status, String detail) {
        return HttpResponse.status(status)
                .body(
                        Map.of(
                                "title",
                                status.getReason(),
                                "status",
                                status.getCode(),
                                "detail",
                                detail))
                .contentType(MediaType.of("application/problem+json"));
    }
}
