package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.ReplayEntry;
import dev.crayfleet.kafka.DeadLetter;
import java.nio.charset.StandardCharsets;
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

/** All that one lane writes, besides its ledger. */
final class LaneOutput {
    private static final Logger LOG = LoggerFactory.getLogger(LaneOutput.class);

    /** Of a value; with its key and headers it stays below the topics' 1 MiB. */
    static final int MOST_BYTES = 900 * 1024;

    private final ProcessorContext<byte[], byte[]> context;
    private final Codec codec;
    private final InstantSource clock;
    private final Meters meters;

    LaneOutput(
            ProcessorContext<byte[], byte[]> context,
            Codec codec,
            InstantSource clock,
            Meters meters) {
        this.context = context;
        this.codec = codec;
        this.clock = clock;
        this.meters = meters;
    }

    /** Where the record at hand lies. */
    RecordMetadata place() {
        return context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a record without a place"));
    }

    /** Ends the transaction as soon as the record at hand is dealt with. */
    void commitSoon() {
        context.commit();
    }

    /** A record to be, or a row of the ledger. */
    record Outgoing(String sink, String key, byte[] value) {}

    /**
     * What follows from a decision, as bytes. Once this is done only Kafka can fail.
     *
     * @throws RuntimeException if something of it cannot be written
     */
    List<Outgoing> pack(Decision decision) {
        List<Outgoing> packed = new ArrayList<>();
        decision.claims()
                .forEach(claim ->
                        packed.add(
                                outgoing(
                                        DispatcherTopology.TO_CLAIMS,
                                        claim.holder().runner().value(),
                                        codec.encode(claim))));
        decision.results()
                .forEach(result ->
                        packed.add(
                                outgoing(
                                        DispatcherTopology.TO_RESULTS,
                                        result.id().value(),
                                        codec.encode(result))));
        decision.events()
                .forEach(event ->
                        packed.add(
                                outgoing(
                                        DispatcherTopology.TO_EVENTS,
                                        event.key(),
                                        codec.encode(event))));
        decision.submissions().forEach(task -> packed.add(submission(task)));
        return packed;
    }

    /**
     * A task message for the lane of its pool.
     *
     * @throws IllegalArgumentException if it is too large
     */
    Outgoing submission(TaskMessage message) {
        return outgoing(DispatcherTopology.TO_TASKS, message.pool().value(), codec.encode(message));
    }

    private static Outgoing outgoing(String sink, String key, byte[] value) {
        if (value.length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "what follows from it for %s has %,d bytes, more than a record may have"
                            .formatted(sink, value.length));
        }
        return new Outgoing(sink, key, value);
    }

    void carryOut(Decision decision, List<Outgoing> packed) {
        packed.forEach(this::forward);
        meters.count(decision);
    }

    /** A task that lies in another lane than its pool's goes to its own. */
    void move(Outgoing task) {
        forward(task);
        meters.moved();
    }

    void deadLetter(Record<byte[], byte[]> record, RecordMetadata at, String reason) {
        letter(
                DeadLetter.of(
                        new DeadLetter.Place(at.topic(), at.partition(), at.offset()),
                        record.key(),
                        record.value(),
                        record.headers(),
                        reason),
                reason);
    }

    /** A replay whose request was read earlier. */
    void deadLetter(ReplayEntry replay, String reason) {
        letter(
                DeadLetter.of(
                        new DeadLetter.Place(
                                Topics.TASKS.topic(),
                                replay.place().partition(),
                                replay.place().offset()),
                        bytes(replay.request().pool().value()),
                        codec.encode(replay.request()),
                        List.of(),
                        reason),
                reason);
    }

    private void letter(DeadLetter letter, String reason) {
        LOG.warn("{} is a dead letter: {}", letter.place(), reason);
        meters.deadLetter();
        Headers headers = new RecordHeaders();
        letter.addTo(headers);
        context.forward(
                new Record<>(letter.key(), letter.value(), clock.millis(), headers),
                DispatcherTopology.TO_DEAD_LETTERS);
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    private void forward(Outgoing record) {
        context.forward(
                new Record<>(bytes(record.key()), record.value(), clock.millis()), record.sink());
    }
}
