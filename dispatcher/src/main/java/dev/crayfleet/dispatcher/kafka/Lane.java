package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.stage.TaskLog;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane while this dispatcher owns it: its ledger, and the handling of its records and timers.
 * It runs on the Kafka Streams thread that owns it; queries come from other threads, under its
 * lock.
 *
 * <p>What follows from a record is computed first. If that throws, the record becomes a dead
 * letter. Only then is anything written; what Kafka throws while writing is left to Kafka Streams.
 */
final class Lane implements Lanes.Queryable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** How long after a failed tick it is tried again. */
    private static final Duration TICK_RETRY_INTERVAL = Duration.ofMillis(200);

    private static final Duration REPLAY_POLL_INTERVAL = Duration.ofMillis(50);

    private final LaneDependencies dependencies;
    private final int number;
    private final LaneRecordWriter writer;
    private final LaneLedger ledger;
    private final LaneCommits commits;
    private final LaneCrashGuard crashGuard;
    private final LaneRecordDecider recordDecider;
    private final LaneReplays replays;
    private final LaneTickHandler tickHandler;
    private final LaneTimer tickTimer;
    private final LaneTimer replayTimer;

    /** Fair, because otherwise a query might never get the lock of a busy lane. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private boolean isClosed;

    Lane(
            ProcessorContext<byte[], byte[]> context,
            LaneDependencies dependencies,
            CommitThrottle throttle) {
        Instant now = dependencies.clock().instant();
        this.dependencies = dependencies;
        this.number = context.taskId().partition();
        this.writer =
                new LaneRecordWriter(
                        context,
                        dependencies.codec(),
                        dependencies.clock(),
                        dependencies.meters(),
                        dependencies.settings().laneCount(),
                        dependencies.settings().signing().keys());
        this.ledger =
                new LaneLedger(
                        dependencies,
                        number,
                        writer,
                        new LedgerStore(
                                context.getStateStore(DispatcherTopology.LEDGER),
                                dependencies.decider().rules()),
                        lastRead(context, now));
        LaneTimer.Factory timers = action -> new LaneTimer(context, () -> locked(action));
        this.commits =
                new LaneCommits(dependencies, throttle, writer, timers, ledger::updateMeters);
        this.crashGuard = new LaneCrashGuard(dependencies.startCounters());
        this.recordDecider = new LaneRecordDecider(dependencies, number, ledger, writer, now);
        this.replays =
                new LaneReplays(dependencies.replaySources(), number, ledger, writer, commits);
        this.tickHandler = new LaneTickHandler(dependencies, number, ledger, commits);
        this.tickTimer = timers.create(this::tick);
        this.replayTimer = timers.create(this::handleReplaySources);
        dependencies.lanes().open(number, this);
        LOG.info("lane {} is ours, with {} pools", number, ledger.ledger().counts().size());
        ledger.updateMeters();
        armTimers(now);
    }

    /** Kafka keeps with each commit the time of the newest record that was read. */
    private static Instant lastRead(ProcessorContext<byte[], byte[]> context, Instant now) {
        Instant newest = Instant.ofEpochMilli(context.currentStreamTimeMs());
        return newest.isAfter(now) || newest.toEpochMilli() < 0 ? now : newest;
    }

    void process(Record<byte[], byte[]> record) {
        locked(() -> {
            try {
                handle(record);
            } finally {
                TaskLog.clear();
            }
        });
    }

    void close() {
        locked(() -> isClosed = true);
        dependencies.lanes().close(number, this);
        dependencies.meters().updateCounts(number, Map.of());
        dependencies.meters().updateHolds(number, null);
        crashGuard.close();
        LOG.info("lane {} is given up", number);
    }

    @Override
    public <T> Optional<T> query(Function<Queries, T> query, Duration timeout)
            throws InterruptedException {
        if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        try {
            return isClosed
                    ? Optional.empty()
                    : Optional.of(
                            query.apply(
                                    new Queries(ledger.ledger(), dependencies.clock().instant())));
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

    private void handle(Record<byte[], byte[]> record) {
        RecordMetadata metadata = writer.recordMetadata();
        CrashLoopRule.Verdict verdict = crashGuard.beforeRecord(metadata);
        LaneRecordDecider.RecordDecision decision =
                verdict == CrashLoopRule.Verdict.DEAD_LETTER
                        ? new LaneRecordDecider.RecordDecision.DeadLettered(LaneCrashGuard.REASON)
                        : recordDecider.decide(record, metadata);
        write(record, metadata, decision);
        if (verdict == CrashLoopRule.Verdict.COUNT_START_AND_COMMIT) {
            writer.requestCommit();
        }
        armTimers(dependencies.clock().instant());
    }

    private void write(
            Record<byte[], byte[]> record,
            RecordMetadata metadata,
            LaneRecordDecider.RecordDecision decision) {
        switch (decision) {
            case LaneRecordDecider.RecordDecision.DeadLettered(String reason) -> {
                writer.sendDeadLetter(record, metadata, reason);
                commits.written(false);
            }
            case LaneRecordDecider.RecordDecision.Moved(LaneRecordWriter.OutgoingRecord moved) -> {
                writer.forwardToOwnLane(moved);
                commits.written(false);
            }
            case LaneRecordDecider.RecordDecision.Decided(LaneLedger.EncodedDecision encoded) -> {
                ledger.write(encoded);
                encoded.decision()
                        .refusal()
                        .ifPresent(reason -> writer.sendDeadLetter(record, metadata, reason));
                if (!encoded.isEmpty()) {
                    commits.written(encoded.hasClaims());
                }
            }
        }
    }

    private void tick() {
        Instant now = dependencies.clock().instant();
        if (tickHandler.tick(now, tickTimer.lateness(now))) {
            armTimers(dependencies.clock().instant());
        } else {
            tickTimer.arm(now.plus(TICK_RETRY_INTERVAL), now);
        }
    }

    private void handleReplaySources() {
        replays.handleFound();
        armTimers(dependencies.clock().instant());
    }

    private void armTimers(Instant now) {
        Ledger known = ledger.ledger();
        known.due(now).ifPresent(due -> tickTimer.arm(due, now));
        if (known.hasFinishedTasks()) {
            tickTimer.arm(ledger.nextForgetAt(), now);
        }
        if (known.hasPendingReplays()) {
            replays.requestSources();
            replayTimer.arm(now.plus(REPLAY_POLL_INTERVAL), now);
        }
    }
}
