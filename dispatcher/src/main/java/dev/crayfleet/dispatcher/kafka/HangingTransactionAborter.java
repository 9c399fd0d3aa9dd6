package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts transactions of dispatchers that have died. Readers of committed records cannot get past
 * an open transaction, so one that nobody ends stops runners, posters and the lanes themselves.
 *
 * <ul>
 *   <li>A transaction whose timeout is over. Its coordinator would abort it, but checks only every
 *       10 s (the broker's {@code transaction.abort.timed.out.transaction.cleanup.interval.ms}).
 *       This class asks it to do so every 2 s.
 *   <li>A transaction that its coordinator has ended, but that a partition still holds open. Nobody
 *       else would end it. This happens if a broker is killed during a commit; Kafka's tool for it
 *       is {@code kafka-transactions.sh find-hanging}, and this class does the same.
 * </ul>
 */
final class HangingTransactionAborter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HangingTransactionAborter.class);
    private static final Duration OVERDUE_CHECK_INTERVAL = Duration.ofSeconds(2);
    private static final Duration HANGING_CHECK_INTERVAL = Duration.ofSeconds(10);

    /** If a check takes longer, Kafka is assumed to have trouble. */
    private static final Duration MAX_CHECK_TIME = Duration.ofSeconds(2);

    /**
     * After this long without trouble, every broker is assumed to know the true state of
     * transactions.
     */
    static final Duration QUIET_PERIOD = Duration.ofSeconds(15);

    private final Predicate<String> isOwn;
    private final Duration transactionTimeout;
    private final Duration quietPeriod;
    private final InstantSource clock;
    private final TransactionAdmin admin;
    private Instant lastTroubleAt;
    private boolean isRefusalLogged;
    private final OpenTransactionTracker tracker = new OpenTransactionTracker();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("crayfleet-transactions").daemon().factory());

    /**
     * @param applicationId with which the transactional ids begin
     * @param isOwn whether a transactional id is that of a producer of this process
     * @param transactionTimeout of its transactions
     * @param quietPeriod how long Kafka has to be without trouble before anything is ended
     */
    HangingTransactionAborter(
            KafkaSettings kafka,
            String applicationId,
            Predicate<String> isOwn,
            Duration transactionTimeout,
            Duration quietPeriod,
            InstantSource clock) {
        this.isOwn = isOwn;
        this.transactionTimeout = transactionTimeout;
        this.quietPeriod = quietPeriod;
        this.clock = clock;
        this.lastTroubleAt = clock.instant();
        this.admin = new TransactionAdmin(kafka, applicationId);
    }

    void start() {
        schedule(OVERDUE_CHECK_INTERVAL, this::endOverdue);
        schedule(HANGING_CHECK_INTERVAL, this::endHanging);
    }

    private interface Check {
        void run() throws ExecutionException, InterruptedException, TimeoutException;
    }

    private void schedule(Duration interval, Check check) {
        // The first time soon: what hangs after a kill is known by how long it has been seen.
        thread.scheduleWithFixedDelay(
                () -> run(check),
                OVERDUE_CHECK_INTERVAL.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void run(Check check) {
        Instant before = clock.instant();
        try {
            check.run();
            if (before.plus(MAX_CHECK_TIME).isBefore(clock.instant())) {
                lastTroubleAt = clock.instant();
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            if (e.getCause() instanceof AuthorizationException refused) {
                notAllowed(refused);
                return;
            }
            // Kafka cannot be reached. The next check may succeed.
            LOG.debug("open transactions cannot be looked at", e);
            lastTroubleAt = clock.instant();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.error("a look at open transactions failed", bug);
        }
    }

    /** Said once. Kafka has no trouble then, and what is allowed goes on. */
    private void notAllowed(AuthorizationException refused) {
        if (!isRefusalLogged) {
            isRefusalLogged = true;
            LOG.warn(
                    "Kafka does not let this dispatcher find and end transactions that hang: {}. If one does, kafka-transactions.sh ends it; crayfleet kafka acls shows the rights",
                    refused.getMessage());
        }
    }

    /** Ends transactions whose timeout is over. */
    void endOverdue() throws ExecutionException, InterruptedException, TimeoutException {
        List<String> overdue = admin.ongoingFor(transactionTimeout);
        if (!overdue.isEmpty() && !lastTroubleAt.plus(quietPeriod).isAfter(clock.instant())) {
            announce(overdue);
            admin.fence(overdue);
        }
    }

    private void announce(List<String> overdue) {
        Map<Boolean, List<String>> byOwn =
                overdue.stream().collect(Collectors.partitioningBy(isOwn));
        if (!byOwn.getOrDefault(true, List.of()).isEmpty()) {
            LOG.warn(
                    "this dispatcher has left transactions open for more than {}, and ends them: {}. Its lanes begin anew from their last commit, and nothing is lost. It or Kafka stood still, or has too much to do",
                    ReadableTimes.duration(transactionTimeout),
                    byOwn.get(true));
        }
        if (!byOwn.getOrDefault(false, List.of()).isEmpty()) {
            // Expected after a dispatcher was killed, and dealt with.
            LOG.info("transactions of dead dispatchers are ended: {}", byOwn.get(false));
        }
    }

    /** Ends transactions that their coordinator has ended and a partition has not. */
    void endHanging() throws ExecutionException, InterruptedException, TimeoutException {
        Set<OpenTransaction> old =
                tracker.openFor(
                        admin.open(admin.partitions()),
                        transactionTimeout.multipliedBy(3),
                        clock.instant());
        if (old.isEmpty()) {
            return;
        }
        Map<Long, TransactionDescription> known = admin.byProducer();
        Set<OpenTransaction> hanging =
                old.stream()
                        .filter(each -> isHanging(each, known.get(each.producerId())))
                        .collect(Collectors.toSet());
        // Checked again after the coordinator was asked, because it may have ended in between.
        hanging.retainAll(admin.open(hanging.stream().map(OpenTransaction::partition).toList()));
        for (OpenTransaction each : hanging) {
            LOG.error(
                    "a transaction hangs on {} since offset {}: its coordinator has ended it, the partition has not. It is aborted; nothing of it was ever visible",
                    each.partition(),
                    each.startOffset());
            admin.abort(each);
        }
    }

    /**
     * @param open a transaction that a partition has held open for long
     * @param coordinator what its coordinator says of the producer; absent where it is not ours, or
     *     forgotten
     */
    static boolean isHanging(OpenTransaction open, @Nullable TransactionDescription coordinator) {
        if (coordinator == null) {
            return false;
        }
        return switch (coordinator.state()) {
            // The coordinator is about to end it, or does not know its state.
            case PREPARE_COMMIT, PREPARE_ABORT, PREPARE_EPOCH_FENCE, UNKNOWN -> false;
            // With transactions of version 2, each transaction has an epoch of its own.
            case ONGOING -> coordinator.producerEpoch() > open.producerEpoch();
            case EMPTY, COMPLETE_COMMIT, COMPLETE_ABORT -> true;
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close();
    }
}
