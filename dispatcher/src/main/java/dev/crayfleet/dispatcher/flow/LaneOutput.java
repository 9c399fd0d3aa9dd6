package dev.crayfleet.dispatcher.flow;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.ReplayEntry;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
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

    void carryOut(Decision decision) {
        decision.claims()
                .forEach(claim ->
                        forward(
                                DispatcherTopology.TO_CLAIMS,
                                claim.holder().runner().value(),
                                codec.encode(claim)));
        decision.results()
                .forEach(result ->
                        forward(
                                DispatcherTopology.TO_RESULTS,
                                result.id().value(),
                                codec.encode(result)));
        decision.events()
                .forEach(event ->
                        forward(DispatcherTopology.TO_EVENTS, event.key(), codec.encode(event)));
        decision.submissions().forEach(this::submit);
        meters.count(decision);
    }

    /** A task that lies in another lane than its pool's goes to its own. */
    void move(TaskMessage message) {
        submit(message);
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
        context.forward(
                record.withHeaders(headers).withTimestamp(clock.millis()),
                DispatcherTopology.TO_DEAD_LETTERS);
    }

    private static void header(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private void submit(TaskMessage message) {
        forward(DispatcherTopology.TO_TASKS, message.pool().value(), codec.encode(message));
    }

    private void forward(String sink, String key, byte[] value) {
        context.forward(new Record<>(key, value, clock.millis()), sink);
    }
}
