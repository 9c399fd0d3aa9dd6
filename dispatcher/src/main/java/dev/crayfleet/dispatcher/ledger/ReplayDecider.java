package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskEvent.DuplicateIgnored;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import dev.crayfleet.fleet.gate.Decision.Refused;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replays: an ended task is asked for again. Its record is read from the tasks topic, and then
 * submitted anew under the replay's id.
 */
final class ReplayDecider {
    /**
     * A replay is asked for.
     *
     * @param place of the request
     */
    Decision requested(Ledger ledger, ReplayRequested replay, RecordPosition place, Instant now) {
        TaskId old = replay.replayOf();
        if (ledger.knows(replay.id()) || ledger.replay(replay.id()).isPresent()) {
            Origin origin = new Origin.Kafka(place.partition(), place.offset());
            return new DecisionBuilder()
                    .publish(new DuplicateIgnored(replay.id(), replay.pool(), origin, now))
                    .build();
        }
        if (new AccessCheck(ledger, now).replay(replay, null)
                instanceof AccessCheck.Answer.No(Refused no)) {
            return refused(replay, null, no, now);
        }
        if (ledger.task(old).isPresent()) {
            return Decision.refused(
                    "task %s has not ended yet: wait for it, or cancel it, and replay it then"
                            .formatted(old));
        }
        return ledger.finished(old)
                .map(ended ->
                        new DecisionBuilder()
                                .record(
                                        new LedgerEntry.ReplayPut(
                                                new ReplayEntry(replay, place, ended.place())))
                                .build())
                .orElseGet(() ->
                        Decision.refused(
                                "task %s is unknown in pool %s, or ended longer ago than is kept: submit it again"
                                        .formatted(old, replay.pool())));
    }

    /** The replay becomes a task like any other: by way of the tasks topic. */
    Decision sourceFound(Ledger ledger, Input.ReplaySourceFound found, Instant now) {
        Optional<ReplayEntry> waiting = ledger.replay(found.replay());
        if (waiting.isEmpty()) {
            return Decision.NOTHING;
        }
        ReplayRequested request = waiting.get().request();
        Decision closed =
                new DecisionBuilder().record(new LedgerEntry.ReplayClosed(found.replay())).build();
        TaskSubmitted task = request.toTask(found.source(), now);
        return closed.then(
                switch (new AccessCheck(ledger, now).replay(request, found.source())) {
                    case AccessCheck.Answer.No(Refused no) ->
                            refused(request, task.origin(), no, now);
                    // What the old task had is narrowed to what who repeats it may have.
                    case AccessCheck.Answer.Yes(Allowed how) when how != null ->
                            submitted(task.withOptions(how.terms().options()));
                    case AccessCheck.Answer.Yes yes -> submitted(task);
                });
    }

    private static Decision submitted(TaskSubmitted task) {
        return new DecisionBuilder().tell(task).build();
    }

    private static Decision refused(
            ReplayRequested replay, @Nullable Origin origin, Refused no, Instant now) {
        return AccessRefusals.ofTask(
                replay.replayOf(), replay.pool(), "replay", origin, replay.requester(), no, now);
    }

    Decision sourceMissing(Ledger ledger, Input.ReplaySourceMissing missing) {
        return ledger.replay(missing.replay())
                .map(waiting ->
                        new DecisionBuilder()
                                .record(new LedgerEntry.ReplayClosed(missing.replay()))
                                .refuse(
                                        "task %s cannot be replayed: %s. Submit it again"
                                                .formatted(
                                                        waiting.request().replayOf(),
                                                        missing.reason()))
                                .build())
                .orElse(Decision.NOTHING);
    }
}
