package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskEvent.DuplicateIgnored;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import java.time.Instant;
import java.util.Optional;

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
        return new DecisionBuilder()
                .record(new LedgerEntry.ReplayClosed(found.replay()))
                .submit(waiting.get().request().toTask(found.source(), now))
                .build();
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
