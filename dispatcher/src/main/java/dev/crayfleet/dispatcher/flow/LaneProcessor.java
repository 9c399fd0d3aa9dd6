package dev.crayfleet.dispatcher.flow;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.dispatcher.ledger.Census;
import dev.crayfleet.dispatcher.ledger.Decider;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.dispatcher.ledger.ReplayEntry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.streams.KeyValue;
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

    /** One that fails fails again, five times a second: a line a minute will do. */
    private static final int BAD_TICKS_A_LINE = 300;

    private final Decider decider;
    private final LaneSettings settings;
    private final Codec codec;
    private final InstantSource clock;
    private final Meters meters;
    private final Lanes lanes;
    private final Originals originals;
    private final Reading reading;

    // Set once by init, which Kafka Streams calls before anything else.
    private @Nullable Opened opened;

    LaneProcessor(
            Decider decider,
            LaneSettings settings,
            Codec codec,
            InstantSource clock,
            Meters meters,
            Lanes lanes,
            Originals originals) {
        this.decider = decider;
        this.settings = settings;
        this.codec = codec;
        this.clock = clock;
        this.meters = meters;
        this.lanes = lanes;
        this.originals = originals;
        this.reading = new Reading(codec, settings.lanes(), settings.retention());
    }

    /**
     * @param lanes how many there are
     * @param tick how often time is looked at
     * @param serve how often questions are looked for
     * @param retention how long ended tasks are known
     */
    record LaneSettings(int lanes, Duration tick, Duration serve, Duration retention) {}

    /** What a lane has while it is owned. */
    private static final class Opened {
        final LaneOutput output;
        final LedgerStore store;
        final Lanes.Desk desk;
        final int number;

        /** Originals of replays that have been read, by their reader's thread. */
        final Queue<Input> originals = new ConcurrentLinkedQueue<>();

        final Set<TaskId> originalsAsked = ConcurrentHashMap.newKeySet();
        Ledger ledger;
        final CommitPace pace = new CommitPace();
        final Standstill standstill;
        boolean balanced = true;
        int badTicks;

        Opened(
                LaneOutput output,
                LedgerStore store,
                Lanes.Desk desk,
                int number,
                Standstill standstill) {
            this.standstill = standstill;
            this.output = output;
            this.store = store;
            this.desk = desk;
            this.number = number;
            this.ledger = store.read();
        }
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        KeyValueStore<String, byte[]> store = context.getStateStore(DispatcherTopology.LEDGER);
        int number = context.taskId().partition();
        Opened lane =
                new Opened(
                        new LaneOutput(context, codec, clock, meters),
                        new LedgerStore(store, decider.rules()),
                        lanes.open(number),
                        number,
                        new Standstill(
                                decider.rules().leases().lease().dividedBy(3), System.nanoTime()));
        opened = lane;
        context.schedule(settings.tick(), PunctuationType.WALL_CLOCK_TIME, time -> tick(lane));
        context.schedule(settings.serve(), PunctuationType.WALL_CLOCK_TIME, time -> serve(lane));
        Map<Pool, Census> census = lane.ledger.census();
        LOG.info("lane {} is ours, with {} pools", number, census.size());
        meters.census(number, census);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Opened lane = lane();
        RecordMetadata at = lane.output.place();
        Reading.Understood understood;
        try {
            understood = reading.understand(record, at, clock.instant());
        } catch (RuntimeException e) {
            undigested(lane, record, at, e);
            return;
        }
        switch (understood) {
            case Reading.Understood.Bad(String reason) ->
                    lane.output.deadLetter(record, at, reason);
            case Reading.Understood.Elsewhere(TaskMessage message) -> lane.output.move(message);
            case Reading.Understood.Ours(Input input) -> handle(lane, input, record, at);
        }
    }

    @Override
    public void close() {
        if (opened != null) {
            lanes.close(opened.number, opened.desk);
            meters.census(opened.number, Map.of());
            LOG.info("lane {} is given up", opened.number);
        }
    }

    private void tick(Opened lane) {
        Duration stood = lane.standstill.look(System.nanoTime());
        if (stood.isPositive()) {
            LOG.warn(
                    "lane {} stood still for {} s; the leases of its runners start anew",
                    lane.number,
                    stood.toSeconds());
            lane.ledger.restartLeases();
        }
        Packed packed;
        try {
            packed = decide(lane, new Input.Tick());
        } catch (RuntimeException e) {
            // Nothing was written: the ledger is read again, and the next tick tries anew.
            if (lane.badTicks++ % BAD_TICKS_A_LINE == 0) {
                LOG.error(
                        "lane {} could not digest the passing of time, {} times in a row",
                        lane.number,
                        lane.badTicks,
                        e);
            }
            failed(lane);
            return;
        }
        lane.badTicks = 0;
        // Outside of the guard: what Kafka Streams throws, above all that the lane is no longer
        // ours, is its own to handle.
        carryOut(lane, packed);
        lane.store.write(
                lane.store.pack(
                        lane.store.endedBefore(
                                clock.instant().minus(settings.retention()), FORGET_AT_ONCE)));
        askForOriginals(lane);
        Map<Pool, Census> census = lane.ledger.census();
        meters.census(lane.number, census);
        balance(lane, census);
    }

    /** An alarm, not a repair: what is missing is for a person to find. */
    private static void balance(Opened lane, Map<Pool, Census> census) {
        boolean balanced = true;
        for (Map.Entry<Pool, Census> pool : census.entrySet()) {
            if (pool.getValue().missing() != 0) {
                balanced = false;
                if (lane.balanced) {
                    LOG.error(
                            "the ledger of pool {} does not add up: {} tasks accepted are neither alive nor ended: {}. Nothing stops; but look at the events of this pool, and report it",
                            pool.getKey(),
                            pool.getValue().missing(),
                            pool.getValue());
                }
            }
        }
        lane.balanced = balanced;
    }

    private void askForOriginals(Opened lane) {
        for (ReplayEntry replay : lane.ledger.replays()) {
            TaskId id = replay.request().id();
            if (lane.originalsAsked.add(id)) {
                originals.read(replay, lane.originals::add, () -> lane.originalsAsked.remove(id));
            }
        }
    }

    private void serve(Opened lane) {
        for (Input found = lane.originals.poll(); found != null; found = lane.originals.poll()) {
            original(lane, found);
        }
        if (!lane.desk.isEmpty()) {
            lane.desk.serve(new Queries(lane.ledger, clock.instant()));
        }
    }

    private void original(Opened lane, Input found) {
        TaskId id =
                switch (found) {
                    case Input.Original read -> read.replay();
                    case Input.OriginalGone gone -> gone.replay();
                    case Input.Task task -> task.message().id();
                    case Input.Run run -> throw new IllegalStateException("no original: " + run);
                    case Input.Tick tick -> throw new IllegalStateException("no original");
                };
        Optional<ReplayEntry> waiting =
                lane.ledger.replays().stream()
                        .filter(replay -> replay.request().id().equals(id))
                        .findFirst();
        lane.originalsAsked.remove(id);
        if (waiting.isEmpty()) {
            return;
        }
        Packed packed;
        try {
            packed = decide(lane, found);
        } catch (RuntimeException e) {
            LOG.error("lane {} could not digest the original of replay {}", lane.number, id, e);
            failed(lane);
            packed = decide(lane, new Input.OriginalGone(id, "the dispatcher failed on it"));
        }
        carryOut(lane, packed);
        packed.decision()
                .refusal()
                .ifPresent(reason -> lane.output.deadLetter(waiting.get(), reason));
    }

    private void handle(
            Opened lane, Input input, Record<String, byte[]> record, RecordMetadata at) {
        Packed packed;
        try {
            packed = decide(lane, input);
        } catch (RuntimeException e) {
            undigested(lane, record, at, e);
            return;
        }
        carryOut(lane, packed);
        Decision decision = packed.decision();
        decision.refusal().ifPresent(reason -> lane.output.deadLetter(record, at, reason));
        long nanos = System.nanoTime();
        lane.pace.record(nanos);
        if (!decision.claims().isEmpty() && lane.pace.isDue(nanos)) {
            lane.output.commitSoon();
        }
    }

    private void undigested(
            Opened lane, Record<String, byte[]> record, RecordMetadata at, RuntimeException e) {
        LOG.error(
                "lane {} could not digest the record at {}-{}@{}; it is a dead letter now",
                lane.number,
                at.topic(),
                at.partition(),
                at.offset(),
                e);
        failed(lane);
        lane.output.deadLetter(record, at, "the dispatcher failed on it: " + e);
    }

    /** An exception of the core: it may have left the ledger half changed. */
    private void failed(Opened lane) {
        meters.coreFailed();
        lane.ledger = lane.store.read();
    }

    /** A decision, and all that it writes. */
    private record Packed(
            Decision decision,
            List<KeyValue<String, byte @Nullable []>> rows,
            List<LaneOutput.Outgoing> records) {}

    /**
     * @throws RuntimeException if the core cannot digest it, or what follows cannot be written
     */
    private Packed decide(Opened lane, Input input) {
        Decision decision = decider.handle(lane.ledger, input, clock.instant());
        return new Packed(
                decision, lane.store.pack(decision.entries()), lane.output.pack(decision));
    }

    private static void carryOut(Opened lane, Packed packed) {
        lane.store.write(packed.rows());
        lane.output.carryOut(packed.decision(), packed.records());
    }

    private Opened lane() {
        if (opened == null) {
            throw new IllegalStateException("a lane is used before it is opened");
        }
        return opened;
    }
}
