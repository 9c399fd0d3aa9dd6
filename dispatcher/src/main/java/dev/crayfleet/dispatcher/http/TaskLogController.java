package dev.crayfleet.dispatcher.http;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.LogAnswered;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.kafka.RunnerLogs;
import dev.crayfleet.dispatcher.kafka.TaskResultReader;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.dispatcher.ledger.TaskPlace;
import dev.crayfleet.fleet.gate.Action;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /tasks/<id>/log}: what the agent of a task prints, as its runner tells it; and {@code
 * GET /tasks/<id>/place}, by which dispatchers ask each other who that is.
 */
@Controller("/tasks")
@RequiresDispatcher
class TaskLogController {
    private static final TaskSearch.Question<TaskPlace> PLACE =
            new TaskSearch.Question<>("/place", TaskPlace.class, Queries::place);

    private final ScatterGather scatterGather;
    private final TaskSearch search;
    private final RunnerLogs logs;
    private final TaskResultReader results;
    private final CallerGate gate;

    TaskLogController(
            ScatterGather scatterGather,
            TaskSearch search,
            RunnerLogs logs,
            TaskResultReader results,
            CallerGate gate) {
        this.scatterGather = scatterGather;
        this.search = search;
        this.logs = logs;
        this.results = results;
        this.gate = gate;
    }

    @Get("/{id}/place")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> place(@PathVariable String id, @QueryValue Optional<Boolean> here) {
        return search.respond(
                id,
                here.orElse(false),
                PLACE,
                task -> {
                    gate.require(new Action.View(CallerGate.of(task.pool(), task.requester())));
                    return scatterGather.json(task);
                });
    }

    /**
     * @param attempt whose text was seen up to {@code after}; of another one all is new
     */
    @Get("/{id}/log")
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> log(
            @PathVariable String id,
            @QueryValue Optional<Long> after,
            @QueryValue Optional<Integer> attempt) {
        return search.respond(
                id,
                false,
                PLACE,
                task -> {
                    gate.require(new Action.View(CallerGate.of(task.pool(), task.requester())));
                    return scatterGather.json(show(task, seen(task, after, attempt)));
                });
    }

    private static @Nullable Long seen(
            TaskPlace task, Optional<Long> after, Optional<Integer> attempt) {
        if (after.isPresent() && after.get() < 0) {
            throw new IllegalArgumentException("after is a position of 0 or more");
        }
        boolean isAnother = attempt.isPresent() && attempt.get() != task.attempt();
        return isAnother ? Long.valueOf(0) : after.orElse(null);
    }

    private TaskLog show(TaskPlace task, @Nullable Long after) throws Exception {
        Holder holder = task.holder();
        Instant finishedAt = task.finishedAt();
        if (finishedAt != null) {
            return TaskLog.without(task, whereItIs(task, finishedAt));
        }
        if (holder == null) {
            return TaskLog.without(
                    task,
                    "No agent works on task %s: it is %s.".formatted(task.id(), task.state()));
        }
        if (!task.servesLogs()) {
            return TaskLog.without(
                    task,
                    "Runner %s does not show what its agents print. Its Crayfleet is older than this dispatcher's, or it joined before the dispatcher was upgraded: restart it."
                            .formatted(holder.runner()));
        }
        Attempt attempt = new Attempt(new TaskId(task.id()), task.attempt());
        return switch (logs.ask(new Pool(task.pool()), holder, attempt, after)) {
            case RunnerLogs.Reply.Answered(LogAnswered answer) -> TaskLog.of(task, answer, after);
            case RunnerLogs.Reply.TooSoon() ->
                    throw RequestFailures.unavailable(
                            "What task %s prints was asked for a moment ago, or too much is asked for at the same time. Ask again."
                                    .formatted(task.id()));
            case RunnerLogs.Reply.Silent() ->
                    throw RequestFailures.unavailable(
                            "%s did not answer within %d s. It may be busy or gone, or task %s has just ended. Ask again."
                                    .formatted(
                                            holder.runner(),
                                            RunnerLogs.TIMEOUT.toSeconds(),
                                            task.id()));
        };
    }

    /** Of a task that has ended. */
    private String whereItIs(TaskPlace task, Instant finishedAt) {
        return switch (results.find(new TaskId(task.id()), finishedAt)) {
            case TaskResultReader.Found.Missing(String why) ->
                    "Task %s has ended (%s), and %s.".formatted(task.id(), task.state(), why);
            case TaskResultReader.Found.Result(TaskResult result) -> {
                RunReport report = result.report();
                yield report == null
                        ? "Task %s has ended (%s); its last attempt left no report."
                                .formatted(task.id(), task.state())
                        : "Task %s has ended (%s). What its agent printed is in agent-output.log in %s on %s, until that is cleaned up; crayfleet result %s shows what it left."
                                .formatted(
                                        task.id(),
                                        task.state(),
                                        report.workspace().path(),
                                        result.runner(),
                                        task.id());
            }
        };
    }
}
