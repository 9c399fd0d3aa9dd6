package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what is decided step by step. */
final class DecisionBuilder {
    private final List<LedgerEntry> entries = new ArrayList<>();
    private final Map<RunnerKey, RunnerEntry> runners = new HashMap<>();
    private final List<ClaimMessage> claims = new ArrayList<>();
    private final List<TaskEvent> events = new ArrayList<>();
    private final List<TaskResult> results = new ArrayList<>();
    private final List<TaskMessage.OfTask> messages = new ArrayList<>();
    private Optional<String> refusal = Optional.empty();

    DecisionBuilder put(TaskEntry task) {
        entries.add(new LedgerEntry.TaskPut(task));
        return this;
    }

    DecisionBuilder put(RunnerEntry runner) {
        entries.add(new LedgerEntry.RunnerPut(runner));
        runners.put(runner.key(), runner);
        return this;
    }

    /** A runner as it will be, as far as is decided. */
    Optional<RunnerEntry> runner(Ledger ledger, RunnerKey key) {
        return Optional.ofNullable(runners.get(key)).or(() -> ledger.runners().entry(key));
    }

    DecisionBuilder record(LedgerEntry entry) {
        entries.add(entry);
        return this;
    }

    DecisionBuilder send(ClaimMessage claim) {
        claims.add(claim);
        return this;
    }

    DecisionBuilder publish(TaskEvent event) {
        events.add(event);
        return this;
    }

    DecisionBuilder publish(TaskResult result) {
        results.add(result);
        return this;
    }

    /** A lane is told something by way of the tasks topic, be it this one. */
    DecisionBuilder tell(TaskMessage.OfTask message) {
        messages.add(message);
        return this;
    }

    DecisionBuilder refuse(String reason) {
        refusal = Optional.of(reason);
        return this;
    }

    Decision build() {
        boolean isEmpty =
                entries.isEmpty()
                        && claims.isEmpty()
                        && events.isEmpty()
                        && results.isEmpty()
                        && messages.isEmpty()
                        && refusal.isEmpty();
        return isEmpty
                ? Decision.NOTHING
                : new Decision(
                        List.copyOf(entries),
                        List.copyOf(claims),
                        List.copyOf(events),
                        List.copyOf(results),
                        List.copyOf(messages),
                        refusal);
    }
}
