package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What follows from an input, all of it in one transaction.
 *
 * @param entries changes of the ledger, in order
 * @param claims for runners
 * @param events for whoever watches
 * @param results at most one for a task, ever
 * @param submissions tasks that follow from it, for the tasks topic
 * @param refusal why the input cannot be carried out: it is a dead letter then
 */
public record Decision(
        List<LedgerEntry> entries,
        List<ClaimMessage> claims,
        List<TaskEvent> events,
        List<TaskResult> results,
        List<TaskSubmitted> submissions,
        Optional<String> refusal) {
    static final Decision NOTHING =
            new Decision(List.of(), List.of(), List.of(), List.of(), List.of(), Optional.empty());

    static Decision refused(String reason) {
        return new Decision(
                List.of(), List.of(), List.of(), List.of(), List.of(), Optional.of(reason));
    }

    /** First this, then {@code next}. */
    public Decision then(Decision next) {
        if (this == NOTHING) {
            return next;
        }
        if (next == NOTHING) {
            return this;
        }
        return new Decision(
                joined(entries, next.entries),
                joined(claims, next.claims),
                joined(events, next.events),
                joined(results, next.results),
                joined(submissions, next.submissions),
                refusal.or(next::refusal));
    }

    /** This, and the recording of what follows from it. */
    Decision also(List<LedgerEntry> more) {
        return more.isEmpty()
                ? this
                : new Decision(
                        joined(entries, more), claims, events, results, submissions, refusal);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        if (first.isEmpty()) {
            return second;
        }
        if (second.isEmpty()) {
            return first;
        }
        List<T> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    /** Gathers what is decided step by step. */
    static final class Draft {
        private final List<LedgerEntry> entries = new ArrayList<>();
        private final Map<RunnerEntry.Key, RunnerEntry> runners = new HashMap<>();
        private final List<ClaimMessage> claims = new ArrayList<>();
        private final List<TaskEvent> events = new ArrayList<>();
        private final List<TaskResult> results = new ArrayList<>();
        private final List<TaskSubmitted> submissions = new ArrayList<>();
        private Optional<String> refusal = Optional.empty();

        Draft put(TaskEntry task) {
            entries.add(new LedgerEntry.TaskPut(task));
            return this;
        }

        Draft put(RunnerEntry runner) {
            entries.add(new LedgerEntry.RunnerPut(runner));
            runners.put(runner.key(), runner);
            return this;
        }

        /** A runner as it will be, as far as is decided. */
        Optional<RunnerEntry> runner(Ledger ledger, RunnerEntry.Key key) {
            return Optional.ofNullable(runners.get(key)).or(() -> ledger.runner(key));
        }

        Draft record(LedgerEntry entry) {
            entries.add(entry);
            return this;
        }

        Draft tell(ClaimMessage claim) {
            claims.add(claim);
            return this;
        }

        Draft happened(TaskEvent event) {
            events.add(event);
            return this;
        }

        Draft ended(TaskResult result) {
            results.add(result);
            return this;
        }

        Draft submit(TaskSubmitted task) {
            submissions.add(task);
            return this;
        }

        Draft refuse(String reason) {
            refusal = Optional.of(reason);
            return this;
        }

        Decision done() {
            boolean isEmpty =
                    entries.isEmpty()
                            && claims.isEmpty()
                            && events.isEmpty()
                            && results.isEmpty()
                            && submissions.isEmpty()
                            && refusal.isEmpty();
            return isEmpty
                    ? NOTHING
                    : new Decision(
                            List.copyOf(entries),
                            List.copyOf(claims),
                            List.copyOf(events),
                            List.copyOf(results),
                            List.copyOf(submissions),
                            refusal);
        }
    }
}
