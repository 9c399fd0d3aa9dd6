package dev.crayfleet.stage;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Answers a {@link RequestFailedException} with 500. */
@Singleton
final class RequestFailedHandler
        implements ExceptionHandler<RequestFailedException, HttpResponse<Problem>> {
    @Override
    public HttpResponse<Problem> handle(HttpRequest request, RequestFailedException failed) {
        return Problem.answer(
                HttpStatus.INTERNAL_SERVER_ERROR, String.valueOf(failed.getMessage()));
    }
}
