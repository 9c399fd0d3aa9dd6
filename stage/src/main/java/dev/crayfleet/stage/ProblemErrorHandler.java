package dev.crayfleet.stage;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.http.server.exceptions.response.HateoasErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Answers what the framework refuses by itself, an unknown path above all, as a {@link Problem}.
 */
@Singleton
@Replaces(HateoasErrorResponseProcessor.class)
final class ProblemErrorHandler implements ErrorResponseProcessor<Problem> {
    @Override
    public MutableHttpResponse<Problem> processResponse(
            ErrorContext context, MutableHttpResponse<?> response) {
        HttpStatus status = HttpStatus.valueOf(response.code());
        List<Error> errors = context.getErrors();
        // Internal errors are for the log, not for the client.
        String detail =
                response.code() >= HttpStatus.INTERNAL_SERVER_ERROR.getCode() || errors.isEmpty()
                        ? status.getReason()
                        : errors.stream().map(Error::getMessage).collect(Collectors.joining("; "));
        return response.contentType(Problem.TYPE)
                .body(new Problem(status.getReason(), status.getCode(), detail));
    }
}
