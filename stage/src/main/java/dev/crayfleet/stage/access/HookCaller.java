package dev.crayfleet.stage.access;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Callers of hooks are programs that know OpenClaw: they show their token as OpenClaw lets them,
 * and are told in its words that it is not valid.
 */
final class HookCaller {
    private static final String PATH = "/hooks/";
    private static final String TOKEN_HEADER = "x-openclaw-token";
    private static final String BEARER = "Bearer ";

    private static final String IN_ADDRESS =
            "Hook token must be provided via Authorization: Bearer <token> or X-OpenClaw-Token header (query parameters are not allowed).";

    private HookCaller() {}

    /** What the caller has shown, as the header Authorization has it; null for nothing. */
    static @Nullable String authorization(HttpRequest<?> request) {
        List<String> shown = request.getHeaders().getAll(HttpHeaders.AUTHORIZATION);
        String authorization = shown.isEmpty() ? null : String.join(",", shown);
        boolean hasBearer =
                authorization != null
                        && authorization.length() > BEARER.length()
                        && authorization.toLowerCase(Locale.ROOT).startsWith("bearer ");
        String token = isHook(request) ? request.getHeaders().get(TOKEN_HEADER) : null;
        return hasBearer || token == null || token.isBlank()
                ? authorization
                : BEARER + token.strip();
    }

    /** Empty if it is no hook, or answered as any other request. */
    static Optional<HttpResponse<?>> answer(HttpRequest<?> request, Verdict verdict) {
        if (!isHook(request) || verdict instanceof Verdict.Foreign) {
            return Optional.empty();
        }
        if (request.getParameters().contains("token")) {
            return text(HttpStatus.BAD_REQUEST, IN_ADDRESS);
        }
        return switch (verdict) {
            case Verdict.Unauthorized _ -> text(HttpStatus.UNAUTHORIZED, "Unauthorized");
            case Verdict.TooMany(String _, Duration retryAfter) -> {
                MutableHttpResponse<?> answer =
                        HttpResponse.status(HttpStatus.TOO_MANY_REQUESTS)
                                .contentType(MediaType.TEXT_PLAIN_TYPE)
                                .body("Too Many Requests");
                yield Optional.of(
                        answer.header(
                                HttpHeaders.RETRY_AFTER,
                                Long.toString(retryAfter.plusMillis(999).toSeconds())));
            }
            case Verdict.Answered _, Verdict.Probe _, Verdict.Foreign _, Verdict.NotYet _ ->
                    Optional.empty();
        };
    }

    private static boolean isHook(HttpRequest<?> request) {
        return request.getPath().startsWith(PATH);
    }

    private static Optional<HttpResponse<?>> text(HttpStatus status, String words) {
        return Optional.of(
                HttpResponse.status(status).contentType(MediaType.TEXT_PLAIN_TYPE).body(words));
    }
}
