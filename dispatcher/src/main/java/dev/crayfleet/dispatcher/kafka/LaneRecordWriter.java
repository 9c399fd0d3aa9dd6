package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.ReplayEntry;
import dev.crayfleet.kafka.DeadLetter;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.kafka.signing.Signature;
import dev.crayfleet.kafka.signing.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the records of one lane: claims, results, events, moved tasks and dead letters. */
final class LaneRecordWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LaneRecordWriter.class);

    /**
     * The largest value. With its key and headers it stays below the 1 MiB that the topics allow.
     */
    static final int MAX_VALUE_BYTES = 900 * 1024;

    private final ProcessorContext<byte[], byte[]> context;
    private final Codec codec;
    private final InstantSource clock;
    private final Meters meters;
    private final int laneCount;
    private final SigningKeys keys;

    /**
     * @param laneCount of the fleet
     * @param keys with which tasks are signed
     */
    LaneRecordWriter(
            ProcessorContext<byte[], byte[]> context,
            Codec codec,
            InstantSource clock,
            Meters meters,
            int laneCount,
            SigningKeys keys) {
        this.context = context;
        this.codec = codec;
        this.clock = clock;
        this.meters = meters;
        this.laneCount = laneCount;
        this.keys = keys;
    }

    /** Topic, partition and offset of the current record. */
    RecordMetadata recordMetadata() {
        return context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a record without metadata"));
    }

    /** Commits the transaction as soon as the current record is handled. */
    void requestCommit() {
        context.commit();
    }

    /**
     * A record to be written, for one of the topology's sinks.
     *
     * @param signedAt the time of its signature, if it is for the tasks topic
     */
    record OutgoingRecord(String sink, String key, byte[] value, Instant signedAt) {}

    /**
     * Encodes the records of a decision. After this, only Kafka can fail.
     *
     * @throws RuntimeException if one of them cannot be encoded or is too large
     */
    List<OutgoingRecord> encode(Decision decision) {
        List<OutgoingRecord> records = new ArrayList<>();
        decision.claims()
                .forEach(claim ->
                        records.add(
                                outgoing(
                                        DispatcherTopology.TO_CLAIMS,
                                        claim.holder().runner().value(),
                                        codec.encode(claim))));
        decision.results()
                .forEach(result ->
                        records.add(
                                outgoing(
                                        DispatcherTopology.TO_RESULTS,
                                        result.id().value(),
                                        codec.encode(result))));
        decision.events()
                .forEach(event ->
                        records.add(
                                outgoing(
                                        DispatcherTopology.TO_EVENTS,
                                        event.key(),
                                        codec.encode(event))));
        decision.messages().forEach(each -> records.add(encode(each, clock.instant())));
        return records;
    }

    /**
     * A message for the lane that it is for.
     *
     * @param signedAt when it came into being
     * @throws IllegalArgumentException if it is too large
     */
    OutgoingRecord encode(TaskMessage message, Instant signedAt) {
        return outgoing(
                DispatcherTopology.TO_TASKS,
                Partitions.keyOf(message, laneCount),
                codec.encode(message),
                signedAt);
    }

    private OutgoingRecord outgoing(String sink, String key, byte[] value) {
        return outgoing(sink, key, value, clock.instant());
    }

    private static OutgoingRecord outgoing(
            String sink, String key, byte[] value, Instant signedAt) {
        if (value.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "what follows from it for %s has %,d bytes, more than a record may have"
                            .formatted(sink, value.length));
        }
        return new OutgoingRecord(sink, key, value, signedAt);
    }

    void send(Decision decision, List<OutgoingRecord> records) {
        records.forEach(this::forward);
        meters.count(decision);
    }

    /** Forwards a task that was written to the wrong lane to the lane of its pool. */
    void forwardToOwnLane(OutgoingRecord task) {
        forward(task);
        meters.countMoved();
    }

    void sendDeadLetter(Record<byte[], byte[]> record, RecordMetadata metadata, String reason) {
        send(
                DeadLetter.of(
                        new DeadLetter.Place(
                                metadata.topic(), metadata.partition(), metadata.offset()),
                        record.key(),
                        record.value(),
                        record.headers(),
                        reason),
                reason);
    }

    /** Makes a dead letter of the request for a replay, which was read earlier. */
    void sendDeadLetter(ReplayEntry replay, String reason) {
        byte[] key = utf8(replay.request().pool().value());
        byte[] value = codec.encode(replay.request());
        // As it was when it came, or it could not go back.
        Headers headers = new RecordHeaders();
        Signature.sign(keys, headers, key, value, clock.instant());
        send(
                DeadLetter.of(
                        new DeadLetter.Place(
                                Topics.TASKS.topic(),
                                replay.place().partition(),
                                replay.place().offset()),
                        key,
                        value,
                        headers,
                        reason),
                reason);
    }

    private void send(DeadLetter letter, String reason) {
        LOG.warn("{} is a dead letter: {}", letter.place(), reason);
        meters.countDeadLetter();
        Headers headers = new RecordHeaders();
        letter.addTo(headers);
        context.forward(
                new Record<>(letter.key(), letter.value(), clock.millis(), headers),
                DispatcherTopology.TO_DEAD_LETTERS);
    }

    private void forward(OutgoingRecord record) {
        byte[] key = utf8(record.key());
        Headers headers = new RecordHeaders();
        if (record.sink().equals(DispatcherTopology.TO_TASKS)) {
            Signature.sign(keys, headers, key, record.value(), record.signedAt());
        }
        context.forward(new Record<>(key, record.value(), clock.millis(), headers), record.sink());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
