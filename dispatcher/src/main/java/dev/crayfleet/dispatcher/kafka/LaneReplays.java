package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.TaskId;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.dispatcher.ledger.ReplayEntry;
import dev.crayfleet.kafka.FatalErrors;
import dev.crayfleet.stage.TaskLog;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replays of one lane that wait for their sources, which {@link ReplaySourceReader} reads on
 * its own thread.
 */
final class LaneReplays {
    private static final Logger LOG = LoggerFactory.getLogger(LaneReplays.class);

    private final ReplaySourceReader reader;
    private final int lane;
    private final LaneLedger ledger;
    private final LaneRecordWriter writer;
    private final LaneCommits commits;
    private final Queue<Input> found = new ConcurrentLinkedQueue<>();
    private final Set<TaskId> requested = ConcurrentHashMap.newKeySet();

    LaneReplays(
            ReplaySourceReader reader,
            int lane,
            LaneLedger ledger,
            LaneRecordWriter writer,
            LaneCommits commits) {
        this.reader = reader;
        this.lane = lane;
        this.ledger = ledger;
        this.writer = writer;
        this.commits = commits;
    }

    /** Requests the sources that have not been requested yet or could not be read. */
    void requestSources() {
        for (ReplayEntry replay : ledger.ledger().pendingReplays()) {
            TaskId id = replay.request().id();
            if (requested.add(id)) {
                reader.read(replay, found::add, () -> requested.remove(id));
            }
        }
    }

    /** Handles the replays whose sources have been read. */
    void handleFound() {
        for (Input source = found.poll(); source != null; source = found.poll()) {
            Optional<ReplayEntry> replay = pendingReplayOf(source);
            if (replay.isPresent()) {
                TaskLog.name(replay.get().request().id());
                try {
                    handle(replay.get(), source);
                } finally {
                    TaskLog.clear();
                }
            }
        }
    }

    /** The replay that still waits for this source. */
    private Optional<ReplayEntry> pendingReplayOf(Input source) {
        TaskId id = replayId(source);
        requested.remove(id);
        return ledger.ledger().pendingReplays().stream()
                .filter(replay -> replay.request().id().equals(id))
                .findFirst();
    }

    private static TaskId replayId(Input source) {
        return switch (source) {
            case Input.ReplaySourceFound read -> read.replay();
            case Input.ReplaySourceMissing missing -> missing.replay();
            case Input.TaskRecord task ->
                    throw new IllegalStateException("no source of a replay: " + task);
            case Input.RunRecord run ->
                    throw new IllegalStateException("no source of a replay: " + run);
            case Input.Tick tick -> throw new IllegalStateException("no source of a replay");
        };
    }

    private void handle(ReplayEntry replay, Input source) {
        LaneLedger.EncodedDecision encoded;
        int changesBefore = ledger.ledger().changeCount();
        TaskId id = replay.request().id();
        try {
            encoded = ledger.decide(source);
        } catch (Throwable e) {
            FatalErrors.rethrowIfFatal(e);
            FatalErrors.rethrowIfKafkas(e);
            LOG.error("lane {} could not handle the original of replay {}", lane, id, e);
            ledger.recover(changesBefore);
            encoded =
                    ledger.decide(new Input.ReplaySourceMissing(id, "the dispatcher failed on it"));
        }
        ledger.write(encoded);
        encoded.decision().refusal().ifPresent(reason -> writer.sendDeadLetter(replay, reason));
        commits.written(false);
    }
}
