package dev.crayfleet.dispatcher.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.ApprovalGiven;
import dev.crayfleet.contract.TaskMessage.CancelRequested;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.dispatcher.DispatcherClock;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.kafka.TaskRequests;
import dev.crayfleet.dispatcher.ledger.TaskView;
import dev.crayfleet.fleet.gate.Action;
import dev.crayfleet.stage.Problem;
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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /tasks/<id>/cancel}, {@code /replay} and {@code /approve}: 202 when Kafka has stored
 * the request. The body is JSON or nothing.
 */
@Controller("/tasks")
@RequiresDispatcher
class RequestsController {
    private final Codec codec = new Codec();
    private final TaskSearch search;
    private final TaskRequests requests;
    private final ScatterGather scatterGather;
    private final DispatcherClock clock;
    private final CallerGate gate;

    RequestsController(
            TaskSearch search,
            TaskRequests requests,
            ScatterGather scatterGather,
            DispatcherClock clock,
            CallerGate gate) {
        this.search = search;
        this.requests = requests;
        this.scatterGather = scatterGather;
        this.clock = clock;
        this.gate = gate;
    }

    /**
     * @param id of the task that will change
     * @param requested {@code cancel}, {@code approve} or {@code replay}
     * @param replayOf the task it repeats
     * @param link where the task is shown
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AcceptedRequest(
            String id, String pool, String requested, @Nullable String replayOf, String link) {}

    @Post("/{id}/cancel")
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> cancel(HttpRequest<byte[]> request, @PathVariable String id) {
        return search.respond(
                id,
                false,
                task -> {
                    CommandBody body = read(request.getBody(), CommandBody.class);
                    gate.require(new Action.Cancel(CallerGate.of(task)));
                    if (task.finishedAt() != null) {
                        return hasEnded(task, "there is nothing to cancel");
                    }
                    return write(
                            new CancelRequested(
                                    new TaskId(task.id()),
                                    new Pool(task.pool()),
                                    gate.requester(body.requester()),
                                    clock.instant()),
                            "cancel",
                            null);
                });
    }

    @Post("/{id}/approve")
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> approve(HttpRequest<byte[]> request, @PathVariable String id) {
        return search.respond(
                id,
                false,
                task -> {
                    CommandBody body = read(request.getBody(), CommandBody.class);
                    TaskView.Access access = task.access();
                    gate.require(
                            new Action.Approve(
                                    CallerGate.of(task),
                                    access == null ? List.of() : access.needs()));
                    if (!task.state().equals("awaiting-approval")) {
                        return Problem.answer(
                                HttpStatus.CONFLICT,
                                "Task %s does not wait for approval: it %s."
                                        .formatted(task.id(), presentState(task.state())));
                    }
                    return write(
                            new ApprovalGiven(
                                    new TaskId(task.id()),
                                    new Pool(task.pool()),
                                    gate.requester(body.requester()),
                                    body.sha256(),
                                    clock.instant()),
                            "approve",
                            null);
                });
    }

    @Post("/{id}/replay")
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> replay(HttpRequest<byte[]> request, @PathVariable String id) {
        return search.respond(
                id,
                false,
                task -> {
                    ReplayBody body = read(request.getBody(), ReplayBody.class);
                    ReplayRequested replay =
                            body.toMessage(task, gate.requester(body.requester()), clock.instant());
                    gate.require(
                            new Action.Replay(
                                    CallerGate.of(task),
                                    new Action.Request(
                                            replay.pool(),
                                            replay.options(),
                                            TaskOptions.NONE,
                                            null,
                                            0,
                                            0)));
                    if (task.finishedAt() == null) {
                        return Problem.answer(
                                HttpStatus.CONFLICT,
                                "Task %s is %s: wait for it, or cancel it, and replay it then."
                                        .formatted(task.id(), task.state()));
                    }
                    return write(replay, "replay", task.id());
                });
    }

    private HttpResponse<?> write(
            TaskMessage.OfTask message, String command, @Nullable String replayOf)
            throws Exception {
        requests.write(message);
        return scatterGather
                .json(
                        new AcceptedRequest(
                                message.id().value(),
                                message.pool().value(),
                                command,
                                replayOf,
                                "/tasks/" + message.id()))
                .toMutableResponse()
                .status(HttpStatus.ACCEPTED);
    }

    private static HttpResponse<Problem> hasEnded(TaskView task, String consequence) {
        return Problem.answer(
                HttpStatus.CONFLICT,
                "Task %s has ended: it %s. So %s."
                        .formatted(task.id(), pastTense(task.state()), consequence));
    }

    private static String pastTense(String state) {
        return state.equals("cancelled") ? "was cancelled" : state;
    }

    private static String presentState(String state) {
        return switch (state) {
            case "succeeded", "failed", "expired" -> "has " + state;
            case "cancelled" -> "was cancelled";
            default -> "is " + state;
        };
    }

    private <T extends Record> T read(Optional<byte[]> body, Class<T> type) {
        byte[] given = body.orElse(new byte[0]);
        return codec.decodeRequest(
                given.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : given, type);
    }
}
