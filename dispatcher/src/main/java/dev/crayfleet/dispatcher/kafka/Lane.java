package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.Queries;
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
 * One lane while this dispatcher has it: its ledger, and what follows from its records and from the
 * passing of time. Works on the thread of Kafka Streams that owns it; questions come from other
 * threads, under its lock.
 *
 * <p>What a record leads to is computed first, with whatever that throws caught: then it is a dead
 * letter. Only then is anything written, and what Kafka throws there is Kafka Streams' to handle.
 */
final class Lane implements Lanes.Queryable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /** A tick that failed is tried again after so long. */
    private static final Duration TICK_RETRY_INTERVAL = Duration.ofMillis(200);

    private static final Duration REPLAY_POLL_INTERVAL = Duration.ofMillis(50);

    private final LaneDependencies dependencies;
    private final int number;
    private final LaneRecordWriter output;
    private final LaneLedger ledger;
    private final LaneCommits commits;
    private final LaneCrashGuard crashGuard;
    private final LaneRecordDecider recordDecider;
    private final LaneReplays replays;
    private final LaneTickHandler ticker;
    private final LaneTimer tickTimer;
    private final LaneTimer replayTimer;

    /** Fair, or a busy lane would never let a question in. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private boolean isClosed;

    Lane(
            ProcessorContext<byte[], byte[]> context,
            LaneDependencies dependencies,
            CommitThrottle pace) {
        Instant now = dependencies.clock().instant();
        this.dependencies = dependencies;
        this.number = context.taskId().partition();
        this.output =
                new LaneRecordWriter(
                        context, dependencies.codec(), dependencies.clock(), dependencies.meters());
        this.ledger =
                new LaneLedger(
                        dependencies,
                        number,
                        output,
                        new LedgerStore(
                                context.getStateStore(DispatcherTopology.LEDGER),
                                dependencies.decider().rules()),
                        lastRead(context, now));
        LaneTimer.Factory timers = action -> new LaneTimer(context, () -> locked(action));
        this.commits = new LaneCommits(dependencies, pace, output, timers, ledger::updateMeters);
        this.crashGuard = new LaneCrashGuard(dependencies.startLog());
        this.recordDecider = new LaneRecordDecider(dependencies, number, ledger, output, now);
        this.replays =
                new LaneReplays(dependencies.replaySources(), number, ledger, output, commits);
        this.ticker = new LaneTickHandler(dependencies, number, ledger, commits);
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
        locked(() -> handle(record));
    }

    void close() {
        locked(() -> isClosed = true);
        dependencies.lanes().close(number, this);
        dependencies.meters().updateCounts(number, Map.of());
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
        RecordMetadata metadata = output.recordMetadata();
        CrashLoopRule.Verdict verdict = crashGuard.beforeRecord(metadata);
        LaneRecordDecider.Outcome outcome =
                verdict == CrashLoopRule.Verdict.DEAD_LETTER
                        ? new LaneRecordDecider.Outcome.Refused(LaneCrashGuard.REASON)
                        : recordDecider.decide(record, metadata);
        write(record, metadata, outcome);
        if (verdict == CrashLoopRule.Verdict.LOG_AND_COMMIT) {
            output.requestCommit();
        }
        armTimers(dependencies.clock().instant());
    }

    private void write(
            Record<byte[], byte[]> record,
            RecordMetadata metadata,
            LaneRecordDecider.Outcome outcome) {
        switch (outcome) {
            case LaneRecordDecider.Outcome.Refused(String reason) -> {
                output.sendDeadLetter(record, metadata, reason);
                commits.written(false);
            }
            case LaneRecordDecider.Outcome.Moved(LaneRecordWriter.OutgoingRecord moved) -> {
                output.forwardToOwnLane(moved);
                commits.written(false);
            }
            case LaneRecordDecider.Outcome.Decided(LaneLedger.EncodedDecision encoded) -> {
                ledger.write(encoded);
                encoded.decision()
                        .refusal()
                        .ifPresent(reason -> output.sendDeadLetter(record, metadata, reason));
                if (!encoded.isEmpty()) {
                    commits.written(encoded.hasClaims());
                }
            }
        }
    }

    private void tick() {
        Instant now = dependencies.clock().instant();
        if (ticker.tick(now, tickTimer.lateness(now))) {
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
