package dev.crayfleet.kafka.signing;

import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.util.Optional;

/**
 * What a record may ask for that no service of the fleet has signed: a task with a text, from
 * nobody in particular. Everything else could be asked in the name of others.
 */
public final class UnsignedRecord {
    private UnsignedRecord() {}

    /**
     * Why it is refused also while some services do not sign yet, a sentence; empty if it is not.
     * Only lanes say what agents delegate, with the rights of others; and a lane that signs always
     * does.
     */
    public static Optional<String> delegationObjection(TaskMessage message) {
        boolean isOfLanes =
                switch (message) {
                    case TaskSubmitted task -> task.origin() instanceof Origin.Agent;
                    case TaskMessage.ChildEnded ended -> true;
                    case TaskMessage.ChildCancelled cancelled -> true;
                    case TaskMessage other -> false;
                };
        return isOfLanes
                ? Optional.of(
                        "it is not signed, and only the dispatchers of the fleet say what an agent has delegated")
                : Optional.empty();
    }

    /** Why it is refused, a sentence; empty if it is not. */
    public static Optional<String> objection(TaskMessage message, RecordPosition place) {
        if (!(message instanceof TaskSubmitted task)) {
            return Optional.of(
                    "it is not signed, and only services of the fleet write %s"
                            .formatted(message.getClass().getSimpleName()));
        }
        Origin itself = new Origin.Kafka(place.partition(), place.offset());
        if (!task.origin().equals(itself) || task.replayOf() != null) {
            return Optional.of(
                    "it is not signed, and only services of the fleet say where a task is from. The crayfleet command signs with the keys in CRAYFLEET_SIGNING_KEYS_FILE");
        }
        if (!task.files().isEmpty() || task.prompt().file() != null) {
            return Optional.of(
                    "it is not signed, and only signed tasks name files: submit it over HTTP");
        }
        if (task.id().value().contains(TaskId.REPLAY)) {
            return Optional.of(
                    "it is not signed, and ids with %s are for the fleet's own replays: take another one"
                            .formatted(TaskId.REPLAY));
        }
        if (!task.requester().equals(Requester.UNKNOWN)) {
            return Optional.of(
                    "it is not signed, so nobody can tell whether %s asks: leave the requester out"
                            .formatted(task.requester().id()));
        }
        return Optional.empty();
    }
}
