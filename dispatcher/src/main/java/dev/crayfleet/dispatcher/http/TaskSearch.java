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
import java.util.function.BiFunction;

/** Finds one task, in whichever lane it lies: its id does not say its pool. */
@Singleton
@RequiresDispatcher
class TaskSearch {
    private final ScatterGather scatterGather;

    TaskSearch(ScatterGather scatterGather) {
        this.scatterGather = scatterGather;
    }

    /**
     * What is asked of the task.
     *
     * @param path of the same question to another instance, behind that of the task
     * @param type of the answer
     */
    record Question<T extends Record>(
            String path, Class<T> type, BiFunction<Queries, TaskId, Optional<T>> query) {
        static final Question<TaskView> VIEW = new Question<>("", TaskView.class, Queries::task);
    }

    /** Makes a response of what was found. */
    interface Handler<T> {
        HttpResponse<?> handle(T found) throws Exception;
    }

    /** Responds with what the handler makes of a task, or with why it was not found. */
    HttpResponse<?> respond(String name, boolean localOnly, Handler<TaskView> handler) {
        return respond(name, localOnly, Question.VIEW, handler);
    }

    /**
     * Responds with what the handler makes of the answer, or with why there is none.
     *
     * @param localOnly whether only this instance's lanes are searched
     */
    <T extends Record> HttpResponse<?> respond(
            String name, boolean localOnly, Question<T> question, Handler<T> handler) {
        return RequestFailures.translated(() -> {
            TaskId id = new TaskId(name);
            ScatterGather.Gathered<T> found =
                    scatterGather.gather(
                            "/tasks/" + id + question.path(),
                            question.type(),
                            (Queries lane) -> question.query().apply(lane, id),
                            (Collection<Optional<T>> lanes) ->
                                    lanes.stream().flatMap(Optional::stream).findFirst(),
                            localOnly);
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
}
