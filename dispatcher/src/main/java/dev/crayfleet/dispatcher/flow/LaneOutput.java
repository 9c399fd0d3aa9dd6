package dev.crayfleet.dispatcher.flow;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.ReplayEntry;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that one lane writes, besides its ledger. */
final class LaneOutput {
    private static final Logger LOG = LoggerFactory.getLogger(LaneOutput.class);

    /** Of a value; with its key and headers it stays below the topics' 1 MiB. */
    static final int MOST_BYTES = 900 * 1024;

    private final ProcessorContext<String, byte[]> context;
    private final Codec codec;
    private final InstantSource clock;
    private final Meters meters;

    LaneOutput(
            ProcessorContext<String, byte[]> context,
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

    private Outgoing submission(TaskMessage message) {
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
    void move(TaskMessage message) {
        forward(submission(message));
        meters.moved();
    }

    void deadLetter(Record<String, byte[]> record, RecordMetadata at, String reason) {
        letter(record, new Place(at.topic(), at.partition(), at.offset()), reason);
    }

    /** A replay whose request was read earlier. */
    void deadLetter(ReplayEntry replay, String reason) {
        letter(
                new Record<>(
                        replay.request().pool().value(),
                        codec.encode(replay.request()),
                        clock.millis()),
                new Place(
                        Topics.TASKS.topic(), replay.place().partition(), replay.place().offset()),
                reason);
    }

    private record Place(String topic, int partition, long offset) {}

    private void letter(Record<String, byte[]> record, Place at, String reason) {
        LOG.warn("{}-{}@{} is a dead letter: {}", at.topic(), at.partition(), at.offset(), reason);
        meters.deadLetter();
        Headers headers = new RecordHeaders(record.headers());
        header(headers, Topics.HEADER_TOPIC, at.topic());
        header(headers, Topics.HEADER_PARTITION, Integer.toString(at.partition()));
        header(headers, Topics.HEADER_OFFSET, Long.toString(at.offset()));
        header(headers, Topics.HEADER_REASON, reason);
        byte[] value = record.value();
        if (value != null && value.length > MOST_BYTES) {
            // With the headers it would be too large to be written, and would stop the lane.
            header(headers, Topics.HEADER_CUT_FROM, Integer.toString(value.length));
            value = Arrays.copyOf(value, MOST_BYTES);
        }
        context.forward(
                new Record<>(fitting(record.key()), value, clock.millis(), headers),
                DispatcherTopology.TO_DEAD_LETTERS);
    }

    private static @Nullable String fitting(@Nullable String key) {
        return key == null ? null : Limits.cut(key, Limits.REASON_CHARS);
    }

    private static void header(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private void forward(Outgoing record) {
        context.forward(new Record<>(record.key(), record.value(), clock.millis()), record.sink());
    }
}
