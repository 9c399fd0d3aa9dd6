package dev.crayfleet.dispatcher.flow;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.RecordPlace;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.ledger.Decider;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.flow.Partitions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane: reads its tasks and runs, lets the core decide, and writes all that follows within the
 * transaction of Kafka Streams. A record that cannot be read, or that the core cannot digest, is a
 * dead letter and nothing more: no record stops a lane.
 */
final class LaneProcessor implements Processor<String, byte[], String, byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(LaneProcessor.class);
    private static final int FORGET_AT_ONCE = 500;

    private final Decider decider;
    private final LaneSettings settings;
    private final Codec codec;
    private final InstantSource clock;
    private final Meters meters;

    // Set once by init, which Kafka Streams calls before anything else.
    private @Nullable Opened opened;

    LaneProcessor(
            Decider decider,
            LaneSettings settings,
            Codec codec,
            InstantSource clock,
            Meters meters) {
        this.decider = decider;
        this.settings = settings;
        this.codec = codec;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * @param lanes how many there are
     * @param tick how often time is looked at
     * @param retention how long ended tasks are known
     */
    record LaneSettings(int lanes, Duration tick, Duration retention) {}

    /** What a lane has while it is owned. */
    private static final class Opened {
        final ProcessorContext<String, byte[]> context;
        final LedgerStore store;
        Ledger ledger;

        Opened(ProcessorContext<String, byte[]> context, LedgerStore store) {
            this.context = context;
            this.store = store;
            this.ledger = store.read();
        }

        int lane() {
            return context.taskId().partition();
        }
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        KeyValueStore<String, byte[]> store = context.getStateStore(DispatcherTopology.LEDGER);
        Opened lane = new Opened(context, new LedgerStore(store, codec));
        opened = lane;
        context.schedule(settings.tick(), PunctuationType.WALL_CLOCK_TIME, time -> tick(lane));
        Ledger.Census census = lane.ledger.census();
        LOG.info("lane {} is ours: {}", lane.lane(), census);
        meters.census(lane.lane(), census);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Opened lane = lane();
        RecordMetadata at =
                lane.context
                        .recordMetadata()
                        .orElseThrow(() -> new IllegalStateException("a record without a place"));
        if (at.topic().equals(Topics.TASKS.topic())) {
            task(lane, record, at);
        } else {
            run(lane, record, at);
        }
    }

    @Override
    public void close() {
        if (opened != null) {
            meters.census(opened.lane(), Ledger.Census.NONE);
            LOG.info("lane {} is given up", opened.lane());
        }
    }

    private void task(Opened lane, Record<String, byte[]> record, RecordMetadata at) {
        RecordPlace place =
                new RecordPlace(
                        at.partition(),
                        at.offset(),
                        Instant.ofEpochMilli(Math.max(0, record.timestamp())));
        switch (codec.decodeTask(record.value(), place)) {
            case Decoded.Unreadable<TaskMessage> bad -> deadLetter(lane, record, at, bad.reason());
            case Decoded.Readable<TaskMessage> good -> {
                TaskMessage message = good.message();
                String pool = message.pool().value();
                if (Partitions.of(pool, settings.lanes()) == at.partition()) {
                    handle(lane, new Input.Task(message, place), record, at);
                } else {
                    // It lies in another lane than its pool's: only that lane may decide on it.
                    forward(lane, DispatcherTopology.TO_TASKS, pool, codec.encode(message));
                    meters.moved();
                }
            }
        }
    }

    private void run(Opened lane, Record<String, byte[]> record, RecordMetadata at) {
        switch (codec.decodeRun(record.value())) {
            case Decoded.Unreadable<RunMessage> bad -> deadLetter(lane, record, at, bad.reason());
            case Decoded.Readable<RunMessage> good -> {
                String pool = good.message().pool().value();
                if (Partitions.of(pool, settings.lanes()) == at.partition()) {
                    handle(lane, new Input.Run(good.message()), record, at);
                } else {
                    deadLetter(
                            lane,
                            record,
                            at,
                            "pool %s does not belong to lane %d; is the runner configured with %d lanes?"
                                    .formatted(pool, at.partition(), settings.lanes()));
                }
            }
        }
    }

    private void tick(Opened lane) {
        Decision decision;
        try {
            decision = decider.handle(lane.ledger, new Input.Tick(), clock.instant());
        } catch (RuntimeException e) {
            // Nothing was written: the ledger is read again, and the next tick tries anew.
            LOG.error("lane {} could not digest the passing of time", lane.lane(), e);
            meters.coreFailed();
            lane.ledger = lane.store.read();
            return;
        }
        // Outside of the guard: what Kafka Streams throws, above all that the lane is no longer
        // ours, is its own to handle.
        carryOut(lane, decision);
        lane.store
                .endedBefore(clock.instant().minus(settings.retention()), FORGET_AT_ONCE)
                .forEach(lane.store::write);
        meters.census(lane.lane(), lane.ledger.census());
    }

    private void handle(
            Opened lane, Input input, Record<String, byte[]> record, RecordMetadata at) {
        Decision decision;
        try {
            decision = decider.handle(lane.ledger, input, clock.instant());
        } catch (RuntimeException e) {
            LOG.error(
                    "lane {} could not digest the record at {}-{}@{}; it is a dead letter now",
                    lane.lane(),
                    at.topic(),
                    at.partition(),
                    at.offset(),
                    e);
            meters.coreFailed();
            lane.ledger = lane.store.read();
            deadLetter(lane, record, at, "the dispatcher failed on it: " + e);
            return;
        }
        carryOut(lane, decision);
        decision.refusal().ifPresent(reason -> deadLetter(lane, record, at, reason));
    }

    private void carryOut(Opened lane, Decision decision) {
        decision.entries().forEach(lane.store::write);
        decision.claims()
                .forEach(claim ->
                        forward(
                                lane,
                                DispatcherTopology.TO_CLAIMS,
                                claim.holder().runner().value(),
                                codec.encode(claim)));
        decision.results()
                .forEach(result ->
                        forward(
                                lane,
                                DispatcherTopology.TO_RESULTS,
                                result.id().value(),
                                codec.encode(result)));
        decision.events()
                .forEach(event ->
                        forward(
                                lane,
                                DispatcherTopology.TO_EVENTS,
                                event.key(),
                                codec.encode(event)));
        meters.count(decision);
    }

    private void deadLetter(
            Opened lane, Record<String, byte[]> record, RecordMetadata at, String reason) {
        LOG.warn("{}-{}@{} is a dead letter: {}", at.topic(), at.partition(), at.offset(), reason);
        meters.deadLetter();
        Headers headers = new RecordHeaders(record.headers());
        header(headers, Topics.HEADER_TOPIC, at.topic());
        header(headers, Topics.HEADER_PARTITION, Integer.toString(at.partition()));
        header(headers, Topics.HEADER_OFFSET, Long.toString(at.offset()));
        header(headers, Topics.HEADER_REASON, reason);
        lane.context.forward(
                record.withHeaders(headers).withTimestamp(clock.millis()),
                DispatcherTopology.TO_DEAD_LETTERS);
    }

    private static void header(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private void forward(Opened lane, String sink, String key, byte[] value) {
        lane.context.forward(new Record<>(key, value, clock.millis()), sink);
    }

    private Opened lane() {
        if (opened == null) {
            throw new IllegalStateException("a lane is used before it is opened");
        }
        return opened;
    }
}
