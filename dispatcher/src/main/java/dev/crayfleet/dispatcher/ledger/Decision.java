package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What follows from an input, all of it in one transaction.
 *
 * @param entries changes of the ledger, in order
 * @param claims for runners
 * @param events for whoever watches
 * @param results at most one for a task, ever
 * @param messages for lanes, this one or others, by way of the tasks topic: tasks that follow from
 *     it, and what lanes tell each other of them
 * @param refusal why the input cannot be carried out: it is a dead letter then
 */
public record Decision(
        List<LedgerEntry> entries,
        List<ClaimMessage> claims,
        List<TaskEvent> events,
        List<TaskResult> results,
        List<TaskMessage.OfTask> messages,
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
                concat(entries, next.entries),
                concat(claims, next.claims),
                concat(events, next.events),
                concat(results, next.results),
                concat(messages, next.messages),
                refusal.or(next::refusal));
    }

    /** This, and further changes of the ledger that follow from it. */
    Decision withEntries(List<LedgerEntry> more) {
        return more.isEmpty()
                ? this
                : new Decision(concat(entries, more), claims, events, results, messages, refusal);
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
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
}
