package dev.crayfleet.dispatcher.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.ApprovalGiven;
import dev.crayfleet.contract.TaskMessage.CancelRequested;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.dispatcher.DispatcherClock;
import dev.crayfleet.dispatcher.kafka.TaskRequests;
import dev.crayfleet.dispatcher.ledger.TaskView;
import dev.crayfleet.stage.Problem;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /tasks/<id>/cancel}, {@code /replay} and {@code /approve}: 202 when Kafka has the
 * request. The body is JSON or nothing.
 */
@Controller("/tasks")
@Requires(property = Stage.PROPERTY, value = "dispatcher")
class RequestsController {
    private final Codec codec = new Codec();
    private final TaskSearch search;
    private final TaskRequests requests;
    private final ScatterGather fleetwide;
    private final DispatcherClock clock;

    RequestsController(
            TaskSearch search,
            TaskRequests requests,
            ScatterGather fleetwide,
            DispatcherClock clock) {
        this.search = search;
        this.requests = requests;
        this.fleetwide = fleetwide;
        this.clock = clock;
    }

    /**
     * @param requester who asks, for the history and for fair shares; anonymous if absent
     */
    record Asked(@Nullable String requester) {}

    /**
     * @param id of the new task; made up if absent. The same id again is the same replay
     * @param prompt instead of the old one, to the letter
     * @param options instead of the old ones, where they say something
     */
    record ReplayAsked(
            @Nullable String id,
            @Nullable String prompt,
            @JsonUnwrapped TaskOptions options,
            @Nullable String requester) {}

    /**
     * @param id of the task that will change
     * @param replayOf the task it does again
     * @param link where it can be looked at
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Accepted(
            String id, String pool, String requested, @Nullable String replayOf, String link) {}

    @Post("/{id}/cancel")
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> cancel(HttpRequest<byte[]> request, @PathVariable String id) {
        return search.with(
                id,
                false,
                task -> {
                    Asked asked = read(request.getBody(), Asked.class);
                    if (task.finishedAt() != null) {
                        return ended(task, "there is nothing to cancel");
                    }
                    return write(
                            new CancelRequested(
                                    new TaskId(task.id()),
                                    new Pool(task.pool()),
                                    requester(asked.requester()),
                                    clock.instant()),
                            "cancel",
                            null);
                });
    }

    @Post("/{id}/approve")
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> approve(HttpRequest<byte[]> request, @PathVariable String id) {
        return search.with(
                id,
                false,
                task -> {
                    Asked asked = read(request.getBody(), Asked.class);
                    if (!task.state().equals("awaiting-approval")) {
                        return Problem.answer(
                                HttpStatus.CONFLICT,
                                "Task %s is %s; it does not wait for approval."
                                        .formatted(task.id(), task.state()));
                    }
                    return write(
                            new ApprovalGiven(
                                    new TaskId(task.id()),
                                    new Pool(task.pool()),
                                    requester(asked.requester()),
                                    clock.instant()),
                            "approve",
                            null);
                });
    }

    @Post("/{id}/replay")
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> replay(HttpRequest<byte[]> request, @PathVariable String id) {
        return search.with(
                id,
                false,
                task -> {
                    ReplayAsked asked = read(request.getBody(), ReplayAsked.class);
                    if (task.finishedAt() == null) {
                        return Problem.answer(
                                HttpStatus.CONFLICT,
                                "Task %s is %s: wait for it, or cancel it, and replay it then."
                                        .formatted(task.id(), task.state()));
                    }
                    return write(
                            new ReplayRequested(
                                    asked.id() == null
                                            ? new TaskId(newId(task))
                                            : TaskId.ofSender(asked.id()),
                                    new Pool(task.pool()),
                                    new TaskId(task.id()),
                                    prompt(asked.prompt()),
                                    asked.options(),
                                    requester(asked.requester()),
                                    clock.instant()),
                            "replay",
                            task.id());
                });
    }

    private HttpResponse<?> write(TaskMessage message, String requested, @Nullable String replayOf)
            throws Exception {
        requests.write(message);
        return fleetwide
                .json(
                        new Accepted(
                                message.id().value(),
                                message.pool().value(),
                                requested,
                                replayOf,
                                "/tasks/" + message.id()))
                .toMutableResponse()
                .status(HttpStatus.ACCEPTED);
    }

    private static HttpResponse<Problem> ended(TaskView task, String so) {
        return Problem.answer(
                HttpStatus.CONFLICT,
                "Task %s has ended: it %s. So %s.".formatted(task.id(), past(task.state()), so));
    }

    private static String past(String state) {
        return state.equals("cancelled") ? "was cancelled" : state;
    }

    private <T extends Record> T read(Optional<byte[]> body, Class<T> type) {
        byte[] given = body.orElse(new byte[0]);
        return codec.decodeRecord(
                given.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : given, type);
    }

    private static @Nullable Prompt prompt(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > Limits.INLINE_PROMPT_BYTES) {
            throw new IllegalArgumentException(
                    "a prompt of more than %d bytes does not fit into a replay; submit a new task"
                            .formatted(Limits.INLINE_PROMPT_BYTES));
        }
        return Prompt.of(text);
    }

    private static String newId(TaskView task) {
        String suffix = "-replay-" + UUID.randomUUID().toString().substring(0, 8);
        int room = TaskId.MAX_CHARS - suffix.length();
        String stem = task.id().length() > room ? task.id().substring(0, room) : task.id();
        return stem + suffix;
    }

    private static Requester requester(@Nullable String name) {
        return name == null || name.isBlank()
                ? new Requester("http:anonymous", "HTTP")
                : new Requester("http:" + name.strip(), name.strip());
    }
}
