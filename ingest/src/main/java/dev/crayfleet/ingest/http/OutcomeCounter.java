package dev.crayfleet.ingest.http;

import dev.crayfleet.ingest.RequiresIngest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import java.util.List;

/**
 * Counts the outcomes of posted tasks, whether the controller, the check of callers or an error
 * handler answered.
 */
@ServerFilter(
        patterns = {"/tasks", "/hooks/agent"},
        methods = HttpMethod.POST)
@RequiresIngest
final class OutcomeCounter implements Ordered {
    private static final String FAILED = "failed";
    private static final String REFUSED = "refused";
    private static final String ACCEPTED = "accepted";

    /** Each begins at 0. */
    private static final List<String> OUTCOMES = List.of(ACCEPTED, REFUSED, FAILED);

    private final MeterRegistry registry;

    OutcomeCounter(MeterRegistry registry) {
        this.registry = registry;
        OUTCOMES.forEach(this::counter);
    }

    /** Before the check of callers, so that its refusals are counted too. */
    @Override
    public int getOrder() {
        return ServerFilterPhase.TRACING.order();
    }

    @ResponseFilter
    void count(HttpResponse<?> response) {
        int status = response.code();
        counter(status >= 500 ? FAILED : status >= 400 ? REFUSED : ACCEPTED).increment();
    }

    private Counter counter(String outcome) {
        return registry.counter("crayfleet.ingest.tasks", "source", "http", "outcome", outcome);
    }
}
