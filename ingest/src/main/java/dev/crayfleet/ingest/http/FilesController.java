package dev.crayfleet.ingest.http;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.ingest.RequiresIngest;
import dev.crayfleet.ingest.SubmitGate;
import dev.crayfleet.ingest.intake.FileNames;
import dev.crayfleet.ingest.kafka.TaskWriter;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.stage.RefusedException;
import dev.crayfleet.stage.UnavailableException;
import dev.crayfleet.stage.access.Callers;
import dev.crayfleet.stage.access.CurrentFleet;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /files?task=ID&name=NAME}: an attachment of a task that is posted after it. The body
 * is the file; the answer is the reference to it, which the task names in {@code files}.
 */
@Controller("/files")
@RequiresIngest
final class FilesController {
    private static final Logger LOG = LoggerFactory.getLogger(FilesController.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final byte[] NO_CONTENT = {};

    private final Codec codec = new Codec();
    private final TaskWriter tasks;
    private final SubmitGate gate;

    FilesController(TaskWriter tasks, SubmitGate gate) {
        this.tasks = tasks;
        this.gate = gate;
    }

    /** Returns when Kafka has the file. */
    @Post
    @Consumes(MediaType.ALL)
    @ExecuteOn(TaskExecutors.BLOCKING)
    HttpResponse<byte[]> store(
            HttpRequest<byte[]> request,
            @QueryValue @Nullable String task,
            @QueryValue @Nullable String name) {
        if (task == null || name == null || name.isBlank()) {
            throw refused(
                    HttpStatus.BAD_REQUEST,
                    "Say which task's file it is, and how it is called: /files?task=ID&name=NAME");
        }
        if (isForm(request)) {
            throw refused(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "The body is the file itself, not a form: curl --data-binary @FILE");
        }
        gate.uploadRefusal(CurrentFleet.requester(Callers.of(request), ""))
                .ifPresent(reason -> {
                    throw refused(HttpStatus.FORBIDDEN, reason);
                });
        byte[] content = request.getBody().orElse(NO_CONTENT);
        if (content.length > Limits.FILE_BYTES) {
            throw refused(HttpStatus.REQUEST_ENTITY_TOO_LARGE, "A file has at most 8 MiB.");
        }
        try {
            FileRef file = tasks.store(new TaskId(task), FileNames.safe(name), content);
            return HttpResponse.created(codec.encodeRecord(file))
                    .contentType(MediaType.APPLICATION_JSON_TYPE);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()), e);
        } catch (KafkaRequestException e) {
            LOG.warn("a file posted over HTTP waits for its sender: {}", e.getMessage());
            throw new UnavailableException(
                    "Kafka does not take the file now; post it again.", RETRY_AFTER, e);
        }
    }

    private static boolean isForm(HttpRequest<?> request) {
        try {
            Optional<MediaType> type = request.getHeaders().contentType();
            return type.filter(each -> each.getName().startsWith("multipart/")).isPresent();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static RefusedException refused(HttpStatus status, String reason) {
        return new RefusedException(status, reason);
    }
}
