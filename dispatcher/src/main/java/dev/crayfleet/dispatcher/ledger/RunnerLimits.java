package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.RunnerBeat;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import java.util.Optional;

/** Refuses messages that no correctly configured runner sends and that would fill the ledger. */
final class RunnerLimits {
    private static final int MAX_SLOTS = Rules.Bounds.MAX_SLOTS;

    private final Rules.Bounds bounds;

    RunnerLimits(Rules.Bounds bounds) {
        this.bounds = bounds;
    }

    /**
     * @param isKnown whether this session has been heard of in this pool
     * @param sessions that the lane knows, without those that are lost
     * @return why the message is refused, a sentence for people
     */
    Optional<String> refusal(RunMessage message, boolean isKnown, int sessions) {
        return switch (message) {
            case RunnerJoined joined -> refusal(joined, joined.slots(), 0, isKnown, sessions);
            case RunnerBeat beat ->
                    refusal(beat, beat.slots(), beat.held().size(), isKnown, sessions);
            case RunMessage.RunnerDraining draining -> Optional.empty();
            case RunMessage.RunnerLeft left -> Optional.empty();
            case RunMessage.RunStarted started -> Optional.empty();
            case RunMessage.RunProgressed progressed -> Optional.empty();
            case RunMessage.RunFinished finished -> Optional.empty();
            case RunMessage.LogAnswered answered -> Optional.empty();
            case RunMessage.DelegationRequested request -> Optional.empty();
            case RunMessage.RunWaiting waiting -> Optional.empty();
            case RunMessage.DelegationDenied denied -> Optional.empty();
        };
    }

    private Optional<String> refusal(
            RunMessage message, int slots, int held, boolean isKnown, int sessions) {
        if (slots < 0 || slots > MAX_SLOTS) {
            return Optional.of(
                    "runner %s offers pool %s %,d slots; 0 to %,d are allowed: correct its pools"
                            .formatted(
                                    message.holder().runner(), message.pool(), slots, MAX_SLOTS));
        }
        if (held > MAX_SLOTS) {
            return Optional.of(
                    "runner %s says that it holds %,d attempts of pool %s; it can have %,d at most"
                            .formatted(message.holder().runner(), held, message.pool(), MAX_SLOTS));
        }
        if (!isKnown && sessions >= bounds.runners()) {
            return Optional.of(
                    "runner %s is one more than the %,d that a lane may have (max-runners): stop some, or raise that"
                            .formatted(message.holder().runner(), bounds.runners()));
        }
        return Optional.empty();
    }
}
