package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.kafka.FatalErrors;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a record of a lane leads to, before anything of it is written. */
final class LaneRecordDecider {
    private static final Logger LOG = LoggerFactory.getLogger(LaneRecordDecider.class);

    /** So long after it was opened a lane may be reading what came while nobody read it. */
    private static final Duration MAX_CATCH_UP = Duration.ofMinutes(2);

    private final LaneDependencies dependencies;
    private final int lane;
    private final LaneLedger ledger;
    private final LaneRecordWriter output;
    private final RecordParser parser;
    private final Instant openedAt;

    /**
     * @param openedAt when the lane was opened
     */
    LaneRecordDecider(
            LaneDependencies dependencies,
            int lane,
            LaneLedger ledger,
            LaneRecordWriter output,
            Instant openedAt) {
        this.dependencies = dependencies;
        this.lane = lane;
        this.ledger = ledger;
        this.output = output;
        this.parser =
                new RecordParser(
                        dependencies.codec(),
                        dependencies.settings().laneCount(),
                        dependencies.settings().retention());
        this.openedAt = openedAt;
    }

    /** What a record leads to. */
    sealed interface Outcome {
        /** It is a dead letter. */
        record Refused(String reason) implements Outcome {}

        /** It goes to the lane of its pool. */
        record Moved(LaneRecordWriter.OutgoingRecord record) implements Outcome {}

        record Decided(LaneLedger.EncodedDecision decision) implements Outcome {}
    }

    Outcome decide(Record<byte[], byte[]> record, RecordMetadata metadata) {
        int changesBefore = ledger.ledger().changeCount();
        try {
            return switch (parser.parse(record, metadata, dependencies.clock().instant())) {
                case RecordParser.Parsed.Invalid(String reason) -> new Outcome.Refused(reason);
                case RecordParser.Parsed.OtherLane(TaskMessage message) ->
                        new Outcome.Moved(output.encode(message));
                case RecordParser.Parsed.Valid(Input input) -> {
                    deferLeaseExpiryIfCatchingUp(record, metadata);
                    yield new Outcome.Decided(ledger.decide(input));
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
            return new Outcome.Refused(
                    "the dispatcher failed on it, which is a fault of Crayfleet; its log has the whole");
        }
    }

    /**
     * After all dispatchers were away there is much to read. What runners said long ago is read
     * before what they said just now: until then none of them is declared lost.
     */
    private void deferLeaseExpiryIfCatchingUp(
            Record<byte[], byte[]> record, RecordMetadata metadata) {
        Instant now = dependencies.clock().instant();
        Rules.LeaseRule rule = dependencies.decider().rules().leases();
        // Every record of a runner whose clock is slow seems to be from before: that must not
        // defer the expiry of leases for ever, so it ends with MAX_CATCH_UP.
        boolean isFromBefore = record.timestamp() < openedAt.toEpochMilli();
        if (metadata.topic().equals(Topics.RUNS.topic())
                && isFromBefore
                && openedAt.plus(MAX_CATCH_UP).isAfter(now)
                && record.timestamp() < now.minus(rule.lease()).toEpochMilli()) {
            ledger.ledger().deferLeaseExpiry(now.plus(rule.grace()));
        }
    }
}
