package dev.crayfleet.ingest.http;

import dev.crayfleet.contract.ForeignSubmission;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.ingest.IngestConfig;
import dev.crayfleet.ingest.kafka.KafkaTimeoutException;
import dev.crayfleet.stage.CallerCheck;
import dev.crayfleet.stage.Problem;
import dev.crayfleet.stage.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Error;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.exceptions.ContentLengthExceededException;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.web.router.exceptions.UnsatisfiedRouteException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /tasks}: JSON with at least {@code prompt}, or a text with inline tags. 202 with the
 * task's id when Kafka has it. The same id again is the same task: the JSON's {@code id}, or the
 * header {@code Idempotency-Key}.
 */
@Controller("/tasks")
@Requires(property = Stage.PROPERTY, value = "ingest")
final class TasksController {
    private static final Logger LOG = LoggerFactory.getLogger(TasksController.class);
    private static final String RETRY_AFTER_SECONDS = "5";
    private static final Requester ANYBODY = new Requester("http:anonymous", "HTTP");

    private final HttpSubmissions submissions;
    private final CallerCheck caller;
    private final String link;
    private final MeterRegistry registry;

    TasksController(HttpSubmissions submissions, IngestConfig config, MeterRegistry registry) {
        this.submissions = submissions;
        this.caller = new CallerCheck(config.allowedHosts(), "crayfleet.ingest.allowed-hosts");
        this.link = config.taskLink();
        this.registry = registry;
    }

    /**
     * @param link where the task can be looked at
     */
    @Introspected
    record Accepted(String id, String pool, String link) {}

    @Post
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<?> submit(HttpRequest<?> request, @Body byte[] body) {
        HttpHeaders headers = request.getHeaders();
        Optional<String> objection = caller.objection(request);
        if (objection.isPresent()) {
            return refused(HttpStatus.FORBIDDEN, objection.get());
        }
        Optional<MediaType> type = contentType(headers);
        boolean isJson = is(MediaType.APPLICATION_JSON, type);
        if (!isJson && !is(MediaType.TEXT_PLAIN, type)) {
            return refused(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "Post application/json with a \"prompt\", or text/plain.");
        }
        if (body.length > Limits.FILE_BYTES) {
            return refused(HttpStatus.REQUEST_ENTITY_TOO_LARGE, "A task has at most 8 MiB.");
        }
        String charset = type.flatMap(each -> each.getParameters().get("charset")).orElse(null);
        return submit(body, isJson, charset, headers.getAll(IdempotencyKey.HEADER));
    }

    private static Optional<MediaType> contentType(HttpHeaders headers) {
        try {
            return headers.contentType();
        } catch (IllegalArgumentException nonsense) {
            return Optional.empty();
        }
    }

    private static boolean is(String wanted, Optional<MediaType> type) {
        return type.filter(each -> each.getName().equalsIgnoreCase(wanted)).isPresent();
    }

    @Error
    HttpResponse<?> tooLarge(ContentLengthExceededException e) {
        return refused(HttpStatus.REQUEST_ENTITY_TOO_LARGE, "A task has at most 8 MiB.");
    }

    @Error
    HttpResponse<?> empty(UnsatisfiedRouteException e) {
        return refused(HttpStatus.BAD_REQUEST, "The body is empty, so there is nothing to do.");
    }

    private HttpResponse<?> submit(
            byte[] content, boolean isJson, @Nullable String charset, List<String> key) {
        try {
            ForeignSubmission.Defaults about =
                    new ForeignSubmission.Defaults(
                            IdempotencyKey.id(key), new Origin.Http(), ANYBODY, Instant.now());
            TaskSubmitted task =
                    isJson
                            ? submissions.json(content, charset, about)
                            : submissions.text(content, charset, about);
            count("accepted");
            String id = task.id().value();
            return HttpResponse.accepted()
                    .body(new Accepted(id, task.pool().value(), link.replace("{id}", id)));
        } catch (HttpSubmissions.RefusedException | IllegalArgumentException e) {
            return refused(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            LOG.error("a task posted over HTTP is beyond this build", e);
            count("failed");
            return Problem.answer(
                    HttpStatus.INTERNAL_SERVER_ERROR,
                    "Ingest failed over this task. It was not taken; the log of ingest says more.");
        } catch (KafkaTimeoutException e) {
            LOG.warn("a task posted over HTTP waits for its sender: {}", e.getMessage());
            LOG.debug("Kafka did not take it", e);
            count("failed");
            return unavailable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable();
        }
    }

    private static MutableHttpResponse<Problem> unavailable() {
        return Problem.answer(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "Kafka does not answer. Whether the task was taken is not known; post it again with the same id.")
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }

    private HttpResponse<Problem> refused(HttpStatus status, String detail) {
        count("refused");
        return Problem.answer(status, detail);
    }

    private void count(String outcome) {
        registry.counter("crayfleet.ingest.tasks", "source", "http", "outcome", outcome)
                .increment();
    }
}
