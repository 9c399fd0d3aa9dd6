package dev.crayfleet.ingest.http;

import dev.crayfleet.contract.ForeignSubmission;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.ingest.IngestConfig;
import dev.crayfleet.ingest.RequiresIngest;
import dev.crayfleet.stage.Problem;
import dev.crayfleet.stage.RefusedException;
import dev.crayfleet.stage.access.Callers;
import dev.crayfleet.stage.access.CurrentFleet;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /tasks}: JSON with at least {@code prompt}, or a text with inline tags. 202 with the
 * task's id when Kafka has it. The same id again is the same task: the JSON's {@code id}, or the
 * header {@code Idempotency-Key}. The header {@code traceparent} puts it into a trace.
 */
@Controller("/tasks")
@RequiresIngest
final class TasksController {
    static final String TOO_LARGE = "A task has at most 8 MiB.";

    private static final byte[] NO_CONTENT = {};

    private final HttpSubmissions submissions;
    private final String taskLink;

    TasksController(HttpSubmissions submissions, IngestConfig config) {
        this.submissions = submissions;
        this.taskLink = config.taskLink();
    }

    /**
     * @param link where the task can be looked at
     * @param known true if the dispatcher has the task already, and does not do it again; else
     *     absent
     */
    @Introspected
    record Accepted(String id, String pool, String link, @Nullable Boolean known) {}

    @Post
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<Accepted> submit(HttpRequest<byte[]> request) {
        byte[] content = request.getBody().orElse(NO_CONTENT);
        if (content.length == 0) {
            throw new RefusedException(
                    HttpStatus.BAD_REQUEST, "The body is empty, so there is nothing to do.");
        }
        HttpHeaders headers = request.getHeaders();
        Optional<MediaType> type = contentType(headers);
        boolean isJson = isType(MediaType.APPLICATION_JSON, type);
        if (!isJson && !isType(MediaType.TEXT_PLAIN, type)) {
            throw new RefusedException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "Post application/json with a \"prompt\", or text/plain.");
        }
        if (content.length > Limits.FILE_BYTES) {
            throw new RefusedException(HttpStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE);
        }
        String charset = type.flatMap(each -> each.getParameters().get("charset")).orElse(null);
        HttpSubmissions.Taken taken =
                submissions.submit(
                        new HttpSubmissions.Body(
                                content,
                                isJson,
                                charset,
                                TraceParent.parse(headers.getAll(TraceParent.HEADER))),
                        new ForeignSubmission.Defaults(
                                id(headers),
                                new Origin.Http(),
                                CurrentFleet.requester(Callers.of(request), ""),
                                Instant.now()),
                        headers.contains(IdempotencyKey.HEADER));
        String id = taken.task().id().value();
        return HttpResponse.accepted()
                .body(
                        new Accepted(
                                id,
                                taken.task().pool().value(),
                                taskLink.replace("{id}", id),
                                taken.isKnown() ? true : null));
    }

    /** For those who look for tasks where they post them, in a browser above all. */
    @Get("{/id}")
    HttpResponse<?> look(@PathVariable @Nullable String id) {
        String link =
                id == null
                        ? taskLink.replace("/{id}", "")
                        : taskLink.replace("{id}", URLEncoder.encode(id, StandardCharsets.UTF_8));
        return Problem.answer(
                HttpStatus.NOT_FOUND,
                "Tasks are taken here (POST), and shown by the dispatcher: " + link);
    }

    private static TaskId id(HttpHeaders headers) {
        try {
            return IdempotencyKey.id(headers.getAll(IdempotencyKey.HEADER));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<MediaType> contentType(HttpHeaders headers) {
        try {
            return headers.contentType();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static boolean isType(String wanted, Optional<MediaType> type) {
        return type.filter(each -> each.getName().equalsIgnoreCase(wanted)).isPresent();
    }
}
