package dev.crayfleet.stage;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Answers an {@link UnavailableException} with 503. */
@Singleton
final class UnavailableHandler
        implements ExceptionHandler<UnavailableException, HttpResponse<Problem>> {
    @Override
    public HttpResponse<Problem> handle(HttpRequest request, UnavailableException unavailable) {
        return Problem.answer(
                        HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(unavailable.getMessage()))
                .header(
                        HttpHeaders.RETRY_AFTER,
                        Long.toString(unavailable.retryAfter().toSeconds()));
    }
}
