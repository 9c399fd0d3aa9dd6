package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.dispatcher.ledger.ReplayEntry;
import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.kafka.FatalErrors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane while it is ours: its ledger, and what follows from its records and from time. Works on
 * the thread of Kafka Streams that owns it; questions come from others, under its lock.
 *
 * <p>What a record leads to is computed first, with whatever that throws caught: then it is a dead
 * letter. Only then is anything written, and what Kafka throws there is Kafka Streams' to handle.
 */
final class Lane implements Lanes.Answering {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** One that fails is tried again so soon, and a line a minute is logged. */
    private static final Duration RETRY_TICK = Duration.ofMillis(200);

    private static final int BAD_TICKS_A_LINE = 300;

    /** What came meanwhile is read first, before a runner is declared lost. */
    private static final Duration READ_FIRST = Duration.ofMillis(500);

    /** A look at time that is later than that may have been kept from reading as well. */
    private static final Duration LATE = Duration.ofSeconds(1);

    /** So long after it was opened a lane may be reading what came while nobody did. */
    private static final Duration CATCHING_UP = Duration.ofMinutes(2);

    private static final Duration ORIGINALS_EVERY = Duration.ofMillis(50);

    private final LaneParts parts;
    private final int number;
    private final LaneOutput output;
    private final LaneLedger ledger;
    private final RecordParser reading;
    private final LaneReplays replays;
    private final LaneStart start;
    private final LaneTimer timer;
    private final LaneCommits commits;
    private final LaneTimer originalsTimer;

    /** Fair, or a busy lane would never let a question in. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final Instant openedAt;
    private boolean isReadingFirst;
    private boolean isClosed;
    private int badTicks;

    Lane(ProcessorContext<byte[], byte[]> context, LaneParts parts, CommitPace pace) {
        this.parts = parts;
        this.number = context.taskId().partition();
        this.output = new LaneOutput(context, parts.codec(), parts.clock(), parts.meters());
        KeyValueStore<String, byte[]> rows = context.getStateStore(DispatcherTopology.LEDGER);
        Instant now = parts.clock().instant();
        this.openedAt = now;
        this.ledger =
                new LaneLedger(
                        parts,
                        number,
                        output,
                        new LedgerStore(rows, parts.decider().rules()),
                        lastRead(context, now));
        this.reading =
                new RecordParser(
                        parts.codec(), parts.settings().lanes(), parts.settings().retention());
        this.replays = new LaneReplays(parts.originals());
        this.start = new LaneStart(parts.notes());
        this.timer = new LaneTimer(context, () -> locked(this::lookAtTime));
        LaneTimer commitTimer = new LaneTimer(context, () -> locked(this::commitIfDue));
        LaneTimer metersTimer = new LaneTimer(context, () -> locked(ledger::count));
        this.commits = new LaneCommits(parts, pace, output, commitTimer, metersTimer);
        this.originalsTimer = new LaneTimer(context, () -> locked(this::takeOriginals));
        parts.lanes().open(number, this);
        LOG.info("lane {} is ours, with {} pools", number, ledger.ledger().census().size());
        ledger.count();
        armTimers(now);
    }

    /** Kafka keeps with each commit the time of the newest record that was read. */
    private static Instant lastRead(ProcessorContext<byte[], byte[]> context, Instant now) {
        Instant newest = Instant.ofEpochMilli(context.currentStreamTimeMs());
        return newest.isAfter(now) || newest.toEpochMilli() < 0 ? now : newest;
    }

    void process(Record<byte[], byte[]> record) {
        locked(() -> handle(record));
    }

    void close() {
        locked(() -> isClosed = true);
        parts.lanes().close(number, this);
        parts.meters().census(number, Map.of());
        start.close();
        LOG.info("lane {} is given up", number);
    }

    @Override
    public <T> Optional<T> ask(Function<Queries, T> question, Duration timeout)
            throws InterruptedException {
        if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        try {
            return isClosed
                    ? Optional.empty()
                    : Optional.of(
                            question.apply(new Queries(ledger.ledger(), parts.clock().instant())));
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** What a record leads to, before anything of it is written. */
    private sealed interface Work {
        record Refused(String reason) implements Work {}

        record Moved(LaneOutput.Outgoing record) implements Work {}

        record Decided(LaneLedger.Packed packed) implements Work {}
    }

    private void handle(Record<byte[], byte[]> record) {
        RecordMetadata at = output.place();
        CrashLoopRule.Verdict verdict = start.before(at);
        Work work =
                verdict == CrashLoopRule.Verdict.SET_ASIDE
                        ? new Work.Refused(LaneStart.SET_ASIDE)
                        : work(record, at);
        switch (work) {
            case Work.Refused(String reason) -> output.deadLetter(record, at, reason);
            case Work.Moved(LaneOutput.Outgoing moved) -> output.move(moved);
            case Work.Decided(LaneLedger.Packed packed) -> {
                ledger.carryOut(packed);
                packed.decision()
                        .refusal()
                        .ifPresent(reason -> output.deadLetter(record, at, reason));
            }
        }
        written(work);
        if (verdict == CrashLoopRule.Verdict.NOTE_AND_COMMIT) {
            output.commitSoon();
        }
        armTimers(parts.clock().instant());
    }

    private Work work(Record<byte[], byte[]> record, RecordMetadata at) {
        int before = ledger.ledger().changes();
        try {
            return switch (reading.understand(record, at, parts.clock().instant())) {
                case RecordParser.Understood.Bad(String reason) -> new Work.Refused(reason);
                case RecordParser.Understood.Elsewhere(TaskMessage message) ->
                        new Work.Moved(output.submission(message));
                case RecordParser.Understood.Ours(Input input) -> {
                    readFirstIfBehind(at, record);
                    yield new Work.Decided(ledger.decide(input));
                }
            };
        } catch (Throwable e) {
            FatalErrors.rethrowIfFatal(e);
            FatalErrors.rethrowIfKafkas(e);
            LOG.error(
                    "lane {} could not handle the record at {}-{}@{}; it is a dead letter now",
                    number,
                    at.topic(),
                    at.partition(),
                    at.offset(),
                    e);
            ledger.failed(before);
            return new Work.Refused("the dispatcher failed on it: " + e);
        }
    }

    /**
     * After all dispatchers were away there is much to read. What runners said long ago is read
     * before what they said just now: until then nobody is silent.
     */
    private void readFirstIfBehind(RecordMetadata at, Record<byte[], byte[]> record) {
        Instant now = parts.clock().instant();
        Rules.LeaseRule rule = parts.decider().rules().leases();
        // Also by a runner's clock that is slow: the lane does not listen for longer than that.
        boolean isFromBefore = record.timestamp() < openedAt.toEpochMilli();
        if (at.topic().equals(Topics.RUNS.topic())
                && isFromBefore
                && openedAt.plus(CATCHING_UP).isAfter(now)
                && record.timestamp() < now.minus(rule.lease()).toEpochMilli()) {
            ledger.ledger().judgeNotBefore(now.plus(rule.grace()));
        }
    }

    private void written(Work work) {
        if (work instanceof Work.Decided(LaneLedger.Packed packed)) {
            if (!packed.isEmpty()) {
                commits.wrote(packed.hasClaims());
            }
        } else {
            commits.wrote(false);
        }
    }

    private void commitIfDue() {
        commits.commitIfDue();
    }

    private void lookAtTime() {
        Instant now = parts.clock().instant();
        readFirstIfSilent(now);
        int before = ledger.ledger().changes();
        try {
            tick();
            badTicks = 0;
        } catch (Throwable e) {
            FatalErrors.rethrowIfFatal(e);
            FatalErrors.rethrowIfKafkas(e);
            // Nothing was written: the ledger is read again, and the next tick tries anew.
            if (badTicks++ % BAD_TICKS_A_LINE == 0) {
                LOG.error(
                        "lane {} could not digest the passing of time, {} times in a row",
                        number,
                        badTicks,
                        e);
            }
            ledger.failed(before);
            timer.arm(now.plus(RETRY_TICK), now);
            return;
        }
        armTimers(parts.clock().instant());
    }

    /** Before anybody is declared lost, what has come and was not read yet is read. */
    private void readFirstIfSilent(Instant now) {
        if (!ledger.ledger().isAnyoneSilent(now)) {
            isReadingFirst = false;
            return;
        }
        if (isReadingFirst) {
            isReadingFirst = false;
            return;
        }
        isReadingFirst = true;
        Duration late = timer.lateness(now);
        if (late.compareTo(LATE) > 0) {
            LOG.warn(
                    "lane {} stood still for {} s; its runners are given time to be heard of",
                    number,
                    late.toSeconds());
            ledger.ledger().judgeNotBefore(now.plus(parts.decider().rules().leases().grace()));
        } else {
            ledger.ledger().judgeNotBefore(now.plus(READ_FIRST));
        }
    }

    private void tick() {
        LaneLedger.Packed packed = ledger.decide(new Input.Tick());
        List<KeyValue<String, byte @Nullable []>> forgotten = ledger.forgettable();
        // What Kafka throws from here on is not the core's failure.
        ledger.carryOut(packed);
        ledger.forget(forgotten);
        if (!packed.isEmpty() || !forgotten.isEmpty()) {
            commits.wrote(packed.hasClaims());
        }
    }

    private void armTimers(Instant now) {
        Ledger known = ledger.ledger();
        known.due(now).ifPresent(due -> timer.arm(due, now));
        if (known.hasEnded()) {
            timer.arm(ledger.forgetAt(), now);
        }
        if (known.hasReplays()) {
            replays.ask(known);
            originalsTimer.arm(now.plus(ORIGINALS_EVERY), now);
        }
    }

    private void takeOriginals() {
        for (Input found = replays.poll(); found != null; found = replays.poll()) {
            original(found);
        }
        armTimers(parts.clock().instant());
    }

    private void original(Input found) {
        Optional<ReplayEntry> waiting = replays.waiting(ledger.ledger(), found);
        if (waiting.isEmpty()) {
            return;
        }
        LaneLedger.Packed packed;
        int before = ledger.ledger().changes();
        try {
            packed = ledger.decide(found);
        } catch (Throwable e) {
            FatalErrors.rethrowIfFatal(e);
            FatalErrors.rethrowIfKafkas(e);
            LOG.error(
                    "lane {} could not handle the original of replay {}",
                    number,
                    waiting.get().request().id(),
                    e);
            ledger.failed(before);
            packed =
                    ledger.decide(
                            new Input.OriginalGone(
                                    waiting.get().request().id(), "the dispatcher failed on it"));
        }
        ledger.carryOut(packed);
        packed.decision().refusal().ifPresent(reason -> output.deadLetter(waiting.get(), reason));
        commits.wrote(false);
    }
}
