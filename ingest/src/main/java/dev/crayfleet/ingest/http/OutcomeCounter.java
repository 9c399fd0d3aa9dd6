package dev.crayfleet.ingest.http;

import dev.crayfleet.ingest.RequiresIngest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;

/**
 * Counts the outcomes of posted tasks, whether the controller, the check of callers or an error
 * handler answered.
 */
@ServerFilter(patterns = "/tasks", methods = HttpMethod.POST)
@RequiresIngest
final class OutcomeCounter implements Ordered {
    private final MeterRegistry registry;

    OutcomeCounter(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Before the check of callers, so that its refusals are counted too. */
    @Override
    public int getOrder() {
        return ServerFilterPhase.TRACING.order();
    }

    @ResponseFilter
    void count(HttpResponse<?> response) {
        int status = response.code();
        String outcome = status >= 500 ? "failed" : status >= 400 ? "refused" : "accepted";
        registry.counter("crayfleet.ingest.tasks", "source", "http", "outcome", outcome)
                .increment();
    }
}
