package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.TaskId;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.ReplayEntry;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The replays of one lane whose originals are being read, by a thread beside it. */
final class LaneReplays {
    private final ReplaySourceReader originals;
    private final Queue<Input> found = new ConcurrentLinkedQueue<>();
    private final Set<TaskId> asked = ConcurrentHashMap.newKeySet();

    LaneReplays(ReplaySourceReader originals) {
        this.originals = originals;
    }

    /** Asks for those of which nobody has been asked, or that could not be read. */
    void ask(Ledger ledger) {
        for (ReplayEntry replay : ledger.replays()) {
            TaskId id = replay.request().id();
            if (asked.add(id)) {
                originals.read(replay, found::add, () -> asked.remove(id));
            }
        }
    }

    /** What has been read and not been handled yet; null where there is nothing. */
    @Nullable Input poll() {
        return found.poll();
    }

    /** The replay that still waits for this original. */
    Optional<ReplayEntry> waiting(Ledger ledger, Input original) {
        TaskId id = id(original);
        asked.remove(id);
        return ledger.replays().stream()
                .filter(replay -> replay.request().id().equals(id))
                .findFirst();
    }

    private static TaskId id(Input original) {
        return switch (original) {
            case Input.Original read -> read.replay();
            case Input.OriginalGone gone -> gone.replay();
            case Input.Task task -> throw new IllegalStateException("no original: " + task);
            case Input.Run run -> throw new IllegalStateException("no original: " + run);
            case Input.Tick tick -> throw new IllegalStateException("no original");
        };
    }
}
