package dev.crayfleet.runner.run;

import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.RunMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The attempts whose agents are at work. Not safe for use by many threads. */
final class RunningAttempts {
    private final Map<Attempt, RunningAttempt> byAttempt = new HashMap<>();

    void add(RunningAttempt attempt) {
        byAttempt.put(attempt.claim().attempt(), attempt);
    }

    void remove(Attempt attempt) {
        byAttempt.remove(attempt);
    }

    Optional<RunningAttempt> find(Attempt attempt) {
        return Optional.ofNullable(byAttempt.get(attempt));
    }

    boolean isEmpty() {
        return byAttempt.isEmpty();
    }

    int count() {
        return byAttempt.size();
    }

    void cancelAll(CancellationToken.Request request) {
        byAttempt.values().forEach(each -> each.cancellation().request(request));
    }

    /** See {@link RunningAttempt#takeProgress}. */
    List<RunMessage> takeProgress(long now, Instant at) {
        return byAttempt.values().stream()
                .flatMap(each -> each.takeProgress(now, at).stream())
                .<RunMessage>map(progressed -> progressed)
                .toList();
    }
}
