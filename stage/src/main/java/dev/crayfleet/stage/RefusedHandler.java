package dev.crayfleet.stage;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Answers a {@link RefusedException} with its status and its sentence. */
@Singleton
final class RefusedHandler implements ExceptionHandler<RefusedException, HttpResponse<Problem>> {
    @Override
    public HttpResponse<Problem> handle(HttpRequest request, RefusedException refused) {
        return Problem.answer(refused.status(), String.valueOf(refused.getMessage()));
    }
}
