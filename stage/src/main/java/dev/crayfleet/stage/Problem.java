package dev.crayfleet.stage;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;

/** RFC 9457: what is wrong, for people and programs. */
@Introspected
public record Problem(String title, int status, String detail) {
    /** {@code application/problem+json}. */
    public static final MediaType TYPE = new MediaType("application/problem+json");

    public static MutableHttpResponse<Problem> answer(HttpStatus status, String detail) {
        return HttpResponse.<Problem>status(status)
                .contentType(TYPE)
                .body(new Problem(status.getReason(), status.getCode(), detail));
    }
}
