package dev.crayfleet.ingest.http;

import dev.crayfleet.ingest.RequiresIngest;
import dev.crayfleet.stage.Problem;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.exceptions.ContentLengthExceededException;
import io.micronaut.http.server.exceptions.ContentLengthExceededHandler;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/**
 * Answers a body that exceeds the server's limit in the same way as one that exceeds the limit of a
 * task.
 */
@Singleton
@RequiresIngest
@Replaces(ContentLengthExceededHandler.class)
final class TooLargeHandler
        implements ExceptionHandler<ContentLengthExceededException, HttpResponse<?>> {
    @Override
    public HttpResponse<?> handle(HttpRequest request, ContentLengthExceededException tooLarge) {
        return Problem.answer(HttpStatus.REQUEST_ENTITY_TOO_LARGE, TasksController.TOO_LARGE);
    }
}
