package dev.crayfleet.stage;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers 403 to requests that may change something and that {@link CallerCheck} objects to, at
 * every path, so that no controller has to ask. Hosts besides localhost are those of {@link
 * AllowedHosts}.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Requires(property = Stage.PROPERTY)
final class CallerFilter implements Ordered {
    private static final Set<HttpMethod> SAFE_METHODS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private final CallerCheck callerCheck;

    CallerFilter(
            Optional<AllowedHosts> allowedHosts, @Value("${" + Stage.PROPERTY + "}") String stage) {
        this.callerCheck =
                new CallerCheck(
                        allowedHosts.orElse(AllowedHosts.NONE).names(),
                        "crayfleet." + stage + ".allowed-hosts");
    }

    /** After Micronaut's own filter for other origins, whose answers stay as they are. */
    @Override
    public int getOrder() {
        return ServerFilterPhase.SECURITY.before();
    }

    @RequestFilter
    @Nullable HttpResponse<?> refuse(HttpRequest<?> request) {
        if (SAFE_METHODS.contains(request.getMethod())) {
            return null;
        }
        return callerCheck
                .objection(request)
                .map(reason -> Problem.answer(HttpStatus.FORBIDDEN, reason))
                .orElse(null);
    }
}
