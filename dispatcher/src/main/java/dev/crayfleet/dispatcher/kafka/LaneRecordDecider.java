package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.kafka.FatalErrors;
import dev.crayfleet.stage.TaskLog;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what follows from a record of a lane. Writes nothing. */
final class LaneRecordDecider {
    private static final Logger LOG = LoggerFactory.getLogger(LaneRecordDecider.class);

    /** For this long after it was opened, a lane may still be reading records from before. */
    private static final Duration MAX_CATCH_UP = Duration.ofMinutes(2);

    private final LaneDependencies dependencies;
    private final int lane;
    private final LaneLedger ledger;
    private final LaneRecordWriter writer;
    private final RecordParser parser;
    private final Instant openedAt;

    /**
     * @param openedAt when the lane was opened
     */
    LaneRecordDecider(
            LaneDependencies dependencies,
            int lane,
            LaneLedger ledger,
            LaneRecordWriter writer,
            Instant openedAt) {
        this.dependencies = dependencies;
        this.lane = lane;
        this.ledger = ledger;
        this.writer = writer;
        this.parser =
                new RecordParser(
                        dependencies.codec(),
                        dependencies.settings().laneCount(),
                        dependencies.settings().retention(),
                        dependencies.settings().signing());
        this.openedAt = openedAt;
    }

    /** What follows from a record. */
    sealed interface RecordDecision {
        /** It is a dead letter. */
        record DeadLettered(String reason) implements RecordDecision {}

        /** It goes to the lane of its pool. */
        record Moved(LaneRecordWriter.OutgoingRecord record) implements RecordDecision {}

        record Decided(LaneLedger.EncodedDecision encoded) implements RecordDecision {}
    }

    /** Names the task that the record is about in the log, until the caller clears that. */
    RecordDecision decide(Record<byte[], byte[]> record, RecordMetadata metadata) {
        int changesBefore = ledger.ledger().changeCount();
        try {
            return switch (parser.parse(record, metadata, dependencies.clock().instant())) {
                case RecordParser.Parsed.Invalid(String reason) ->
                        new RecordDecision.DeadLettered(reason);
                case RecordParser.Parsed.OtherLane(TaskMessage message, Instant signedAt) -> {
                    nameTask(message);
                    yield new RecordDecision.Moved(writer.encode(message, signedAt));
                }
                case RecordParser.Parsed.Valid(Input input) -> {
                    nameTask(input);
                    deferLeaseExpiryIfCatchingUp(record, metadata);
                    yield new RecordDecision.Decided(ledger.decide(input));
                }
            };
        } catch (Throwable e) {
            FatalErrors.rethrowIfFatal(e);
            FatalErrors.rethrowIfKafkas(e);
            LOG.error(
                    "lane {} could not handle the record at {}-{}@{}; it is a dead letter now",
                    lane,
                    metadata.topic(),
                    metadata.partition(),
                    metadata.offset(),
                    e);
            ledger.recover(changesBefore);
            return new RecordDecision.DeadLettered(
                    "the dispatcher failed on it, which is a fault of Crayfleet; its log has the whole");
        }
    }

    private static void nameTask(Input input) {
        switch (input) {
            case Input.TaskRecord task -> nameTask(task.message());
            case Input.RunRecord run -> nameAttempt(run.message());
            case Input.ReplaySourceFound found -> TaskLog.name(found.replay());
            case Input.ReplaySourceMissing missing -> TaskLog.name(missing.replay());
            case Input.Tick tick -> {}
        }
    }

    private static void nameTask(TaskMessage message) {
        if (message instanceof TaskMessage.OfTask ofTask) {
            TaskLog.name(ofTask.id());
        }
    }

    private static void nameAttempt(RunMessage message) {
        switch (message) {
            case RunMessage.RunStarted started -> TaskLog.name(started.attempt());
            case RunMessage.RunProgressed progressed -> TaskLog.name(progressed.attempt());
            case RunMessage.RunFinished finished -> TaskLog.name(finished.attempt());
            case RunMessage.LogAnswered answered -> TaskLog.name(answered.attempt());
            case RunMessage.DelegationRequested request -> TaskLog.name(request.attempt());
            case RunMessage.RunWaiting waiting -> TaskLog.name(waiting.attempt());
            case RunMessage.DelegationDenied denied -> {}
            case RunMessage.RunnerJoined joined -> {}
            case RunMessage.RunnerBeat beat -> {}
            case RunMessage.RunnerDraining draining -> {}
            case RunMessage.RunnerLeft left -> {}
        }
    }

    /**
     * After all dispatchers were down, old heartbeats are read before recent ones. No runner is
     * declared lost until the lane has caught up.
     */
    private void deferLeaseExpiryIfCatchingUp(
            Record<byte[], byte[]> record, RecordMetadata metadata) {
        Instant now = dependencies.clock().instant();
        Rules.LeaseRule rule = dependencies.decider().rules().leases();
        // All records of a runner whose clock is slow look old. They must not defer the expiry of
        // leases for ever, hence MAX_CATCH_UP.
        boolean isFromBefore = record.timestamp() < openedAt.toEpochMilli();
        if (metadata.topic().equals(Topics.RUNS.topic())
                && isFromBefore
                && openedAt.plus(MAX_CATCH_UP).isAfter(now)
                && record.timestamp() < now.minus(rule.lease()).toEpochMilli()) {
            ledger.ledger().deferLeaseExpiry(now.plus(rule.grace()));
        }
    }
}
