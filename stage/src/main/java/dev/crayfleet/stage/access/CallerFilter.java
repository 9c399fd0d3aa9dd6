package dev.crayfleet.stage.access;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.PastedSecrets;
import dev.crayfleet.stage.AllowedHosts;
import dev.crayfleet.stage.Problem;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Looks at every request before any controller does, at every path, so that no controller has to
 * ask, and none can forget to. Tells controllers who asks, by {@link Callers}.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Requires(property = Stage.PROPERTY)
final class CallerFilter implements Ordered {
    /** A service that has just started reads the tokens within a second. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    /** After that, Kafka is away, and nobody waits for it. */
    private static final Duration START = Duration.ofSeconds(30);

    private static final String HEALTH = "/health";

    private final KnownTokens tokens;
    private final AccessCheck check;
    private final Deadline start = Deadline.after(START);

    CallerFilter(
            AccessSettings settings,
            KnownTokens tokens,
            Optional<AllowedHosts> allowedHosts,
            @Value("${" + Stage.PROPERTY + "}") String stage) {
        this.tokens = tokens;
        this.check =
                new AccessCheck(
                        settings,
                        tokens,
                        new CallerCheck(
                                allowedHosts.orElse(AllowedHosts.NONE).names(),
                                "crayfleet." + stage + ".allowed-hosts"));
    }

    /** After Micronaut's own filter for other origins, whose answers stay as they are. */
    @Override
    public int getOrder() {
        return ServerFilterPhase.SECURITY.before();
    }

    /** Empty if the request goes on. */
    @RequestFilter
    CompletionStage<Optional<HttpResponse<?>>> refuse(HttpRequest<?> request) {
        Verdict verdict = decide(request);
        if (!(verdict instanceof Verdict.NotYet)
                || tokens.complete().isDone()
                || start.hasPassed()) {
            return CompletableFuture.completedFuture(answer(request, verdict));
        }
        return tokens.complete()
                .copy()
                .completeOnTimeout(false, MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(read -> answer(request, decide(request)));
    }

    private Verdict decide(HttpRequest<?> request) {
        String path = request.getPath();
        return check.decide(
                new AccessCheck.Request(
                        CallerCheck.Source.of(request),
                        request.getRemoteAddress().getAddress() == null
                                ? request.getRemoteAddress().getHostString()
                                : request.getRemoteAddress().getAddress().getHostAddress(),
                        HookCaller.authorization(request),
                        path.equals(HEALTH) || path.startsWith(HEALTH + "/")),
                new AccessCheck.Now(Instant.now(), System.nanoTime()));
    }

    private static Optional<HttpResponse<?>> answer(HttpRequest<?> request, Verdict verdict) {
        return HookCaller.answer(request, verdict).or(() -> anybody(request, verdict));
    }

    private static Optional<HttpResponse<?>> anybody(HttpRequest<?> request, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Answered(var caller) -> {
                Callers.set(request, caller);
                yield keyInAddress(request);
            }
            case Verdict.Probe probe -> Optional.empty();
            case Verdict.Foreign(String sentence) -> problem(HttpStatus.FORBIDDEN, sentence);
            case Verdict.Unauthorized(String sentence, boolean shown) ->
                    Optional.of(
                            Problem.answer(HttpStatus.UNAUTHORIZED, sentence)
                                    .header(
                                            HttpHeaders.WWW_AUTHENTICATE,
                                            "Bearer realm=\"crayfleet\""
                                                    + (shown ? ", error=\"invalid_token\"" : "")));
            case Verdict.TooMany(String sentence, Duration retryAfter) ->
                    Optional.of(
                            Problem.answer(HttpStatus.TOO_MANY_REQUESTS, sentence)
                                    .header(
                                            HttpHeaders.RETRY_AFTER,
                                            Long.toString(retryAfter.plusMillis(999).toSeconds())));
            case Verdict.NotYet(String sentence) ->
                    Optional.of(
                            Problem.answer(HttpStatus.SERVICE_UNAVAILABLE, sentence)
                                    .header(HttpHeaders.RETRY_AFTER, "2"));
        };
    }

    /**
     * Answers and logs repeat what is asked for: a key that was pasted there must not get so far.
     */
    private static Optional<HttpResponse<?>> keyInAddress(HttpRequest<?> request) {
        String raw = request.getUri().toString();
        return PastedSecrets.find(raw)
                .or(() -> PastedSecrets.find(decoded(raw)))
                .flatMap(kind ->
                        problem(
                                HttpStatus.BAD_REQUEST,
                                "There seems to be %s in the address, so nothing was looked for. Revoke it where others may have seen it: addresses are written into logs."
                                        .formatted(kind.words())));
    }

    private static String decoded(String address) {
        try {
            return URLDecoder.decode(address, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }

    private static Optional<HttpResponse<?>> problem(HttpStatus status, String sentence) {
        MutableHttpResponse<Problem> answer = Problem.answer(status, sentence);
        return Optional.of(answer);
    }
}
