package dev.crayfleet.discord;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;

/** Discord's entry in {@code /health}: up, down with a sentence, or not configured. */
public final class LinkHealth implements HealthIndicator {
    private final Supplier<LinkState> link;
    private final Supplier<Optional<String>> problem;

    /**
     * @param problem what the stage cannot do at Discord although it is logged in
     */
    public LinkHealth(Supplier<LinkState> link, Supplier<Optional<String>> problem) {
        this.link = link;
        this.problem = problem;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(result());
    }

    private HealthResult result() {
        return switch (link.get()) {
            case LinkState.Off() ->
                    result(HealthStatus.UP, "not configured: DISCORD_TOKEN is not set");
            case LinkState.Connecting() -> result(HealthStatus.DOWN, "connecting");
            case LinkState.Failing failing -> result(HealthStatus.DOWN, failing.reason());
            case LinkState.Connected(String bot) ->
                    problem.get()
                            .map(reason -> result(HealthStatus.DOWN, reason))
                            .orElseGet(() -> result(HealthStatus.UP, "logged in as " + bot));
        };
    }

    private static HealthResult result(HealthStatus status, String detail) {
        return HealthResult.builder("discord", status).details(Map.of("state", detail)).build();
    }
}
