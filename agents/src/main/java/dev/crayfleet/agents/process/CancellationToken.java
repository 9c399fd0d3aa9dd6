package dev.crayfleet.agents.process;

import dev.crayfleet.contract.FailureKind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Asks a running agent to end. Only the first request counts. */
public final class CancellationToken {
    /**
     * @param kind of failure that the attempt then ends with
     * @param reason a sentence for people
     * @param grace how long it may take to end by itself
     * @param silent whether the end of the attempt is not to be reported
     */
    public record Request(FailureKind kind, String reason, Duration grace, boolean silent) {}

    private final CompletableFuture<Request> requested = new CompletableFuture<>();

    public void request(Request request) {
        requested.complete(request);
    }

    public Optional<Request> requested() {
        return Optional.ofNullable(requested.getNow(null));
    }

    /** For people; empty where nothing was requested. */
    public String reason() {
        return requested().map(Request::reason).orElse("");
    }

    /** Completes with the first request. */
    public CompletableFuture<Request> future() {
        return requested.copy();
    }
}
