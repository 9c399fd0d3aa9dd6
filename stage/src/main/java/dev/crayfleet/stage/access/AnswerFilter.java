package dev.crayfleet.stage.access;

import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.management.health.indicator.HealthResult;
import java.util.Map;

/**
 * Tells browsers to make nothing of an answer but what it is, and tells those who have no token
 * only whether the service is well.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Requires(property = Stage.PROPERTY)
final class AnswerFilter implements Ordered {
    private static final Map<String, String> HEADERS =
            Map.of(
                    "X-Content-Type-Options",
                    "nosniff",
                    "Referrer-Policy",
                    "no-referrer",
                    "Content-Security-Policy",
                    "default-src 'none'; frame-ancestors 'none'",
                    "Cross-Origin-Resource-Policy",
                    "same-origin",
                    HttpHeaders.CACHE_CONTROL,
                    "no-store");

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @ResponseFilter
    void complete(HttpRequest<?> request, MutableHttpResponse<?> response) {
        HEADERS.forEach((name, value) -> response.getHeaders().set(name, value));
        if (response.body() instanceof HealthResult health && Callers.find(request).isEmpty()) {
            response.body(HealthResult.builder(health.getName(), health.getStatus()).build());
        }
    }
}
