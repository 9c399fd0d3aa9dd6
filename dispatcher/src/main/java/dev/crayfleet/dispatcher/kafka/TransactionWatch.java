package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.kafka.OpenTransactions.Open;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transactions of dispatchers that are dead. No reader of committed records gets past an open
 * transaction, so one that nobody ends stops runners, posters and the lanes themselves.
 *
 * <ul>
 *   <li>One whose time is over, the coordinator would abort by itself, but looks for such only
 *       every 10 s (the broker's {@code
 *       transaction.abort.timed.out.transaction.cleanup.interval.ms}). We ask it to, every second.
 *   <li>One that the coordinator has ended and a partition still holds open is ended by nobody. It
 *       was seen after a broker was killed in the middle of a commit; Kafka has {@code
 *       kafka-transactions.sh find-hanging} for it. We do what that tool does.
 * </ul>
 */
final class TransactionWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionWatch.class);
    private static final Duration OVERDUE_EVERY = Duration.ofSeconds(1);
    private static final Duration HANGING_EVERY = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A look that takes longer says that Kafka has trouble. */
    private static final Duration QUICK = Duration.ofSeconds(2);

    /** So long without trouble, and every broker has read what it has to. */
    static final Duration CALM = Duration.ofSeconds(15);

    private static final String OFFSETS = "__consumer_offsets";

    private final String application;
    private final Duration timeout;
    private final Duration calm;
    private final InstantSource clock;
    private final Admin admin;
    private Instant calmSince;
    private final OpenTransactions opened = new OpenTransactions();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("crayfleet-transactions").daemon().factory());

    /**
     * @param application whose transactional ids begin with it
     * @param timeout of its transactions
     * @param calm how long Kafka has to be well before anything is ended
     */
    TransactionWatch(
            KafkaSettings kafka,
            String application,
            Duration timeout,
            Duration calm,
            InstantSource clock) {
        this.application = application;
        this.timeout = timeout;
        this.calm = calm;
        this.clock = clock;
        this.calmSince = clock.instant();
        Map<String, Object> settings = new HashMap<>(kafka.admin(application + "-transactions"));
        settings.put(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Math.toIntExact(PATIENCE.toMillis()));
        settings.put(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.toIntExact(PATIENCE.toMillis() / 2));
        this.admin = Admin.create(settings);
    }

    void start() {
        every(OVERDUE_EVERY, this::endOverdue);
        every(HANGING_EVERY, this::endHanging);
    }

    private interface Look {
        void take() throws ExecutionException, InterruptedException, TimeoutException;
    }

    private void every(Duration pause, Look look) {
        thread.scheduleWithFixedDelay(
                () -> {
                    Instant before = clock.instant();
                    try {
                        look.take();
                        if (before.plus(QUICK).isBefore(clock.instant())) {
                            calmSince = clock.instant();
                        }
                    } catch (ExecutionException | TimeoutException | KafkaException e) {
                        // Kafka is away, or does not let us look. The next look may.
                        LOG.debug("open transactions cannot be looked at", e);
                        calmSince = clock.instant();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException bug) {
                        LOG.error("a look at open transactions failed", bug);
                    }
                },
                pause.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    void endOverdue() throws ExecutionException, InterruptedException, TimeoutException {
        List<String> overdue =
                get(
                                admin.listTransactions(
                                                new ListTransactionsOptions()
                                                        .filterStates(
                                                                Set.of(TransactionState.ONGOING))
                                                        .filterOnDuration(timeout.toMillis()))
                                        .all())
                        .stream()
                        .map(TransactionListing::transactionalId)
                        .filter(this::isOurs)
                        .toList();
        if (!overdue.isEmpty() && !calmSince.plus(calm).isAfter(clock.instant())) {
            LOG.warn("transactions of dead dispatchers are ended: {}", overdue);
            get(admin.fenceProducers(overdue).all());
        }
    }

    void endHanging() throws ExecutionException, InterruptedException, TimeoutException {
        Set<Open> old = opened.seen(open(partitions()), timeout.multipliedBy(3), clock.instant());
        if (old.isEmpty()) {
            return;
        }
        Map<Long, TransactionDescription> known = ours();
        Set<Open> hanging =
                old.stream()
                        .filter(each -> isHanging(each, known.get(each.producer())))
                        .collect(Collectors.toSet());
        // Seen once more, after its coordinator was asked: it may have come to its end just then.
        hanging.retainAll(open(hanging.stream().map(Open::partition).toList()));
        for (Open each : hanging) {
            LOG.error(
                    "a transaction hangs on {} since offset {}: its coordinator has ended it, the partition has not. It is aborted; nothing of it was ever visible",
                    each.partition(),
                    each.start());
            get(
                    admin.abortTransaction(
                                    new AbortTransactionSpec(
                                            each.partition(),
                                            each.producer(),
                                            (short) each.producerEpoch(),
                                            each.coordinatorEpoch()))
                            .all());
        }
    }

    private Set<Open> open(Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<Open> open = new HashSet<>();
        get(admin.describeProducers(partitions).all())
                .forEach((partition, state) ->
                        open.addAll(OpenTransactions.in(partition, state.activeProducers())));
        return open;
    }

    /**
     * @param open a transaction that a partition has held open for long
     * @param coordinator what its coordinator says of the producer; absent where it is not ours, or
     *     forgotten
     */
    static boolean isHanging(Open open, @Nullable TransactionDescription coordinator) {
        if (coordinator == null) {
            return false;
        }
        return switch (coordinator.state()) {
            // The coordinator is at it, or does not know.
            case PREPARE_COMMIT, PREPARE_ABORT, PREPARE_EPOCH_FENCE, UNKNOWN -> false;
            // With transactions of version 2 each has an epoch of its own.
            case ONGOING -> coordinator.producerEpoch() > open.producerEpoch();
            case EMPTY, COMPLETE_COMMIT, COMPLETE_ABORT -> true;
        };
    }

    private Map<Long, TransactionDescription> ours()
            throws ExecutionException, InterruptedException, TimeoutException {
        List<String> ids =
                get(admin.listTransactions().all()).stream()
                        .map(TransactionListing::transactionalId)
                        .filter(this::isOurs)
                        .toList();
        Map<Long, TransactionDescription> ours = new HashMap<>();
        for (TransactionDescription each : get(admin.describeTransactions(ids).all()).values()) {
            ours.put(each.producerId(), each);
        }
        return ours;
    }

    /** Where dispatchers write in transactions. */
    private Collection<TopicPartition> partitions()
            throws ExecutionException, InterruptedException, TimeoutException {
        List<String> topics =
                List.of(
                        OFFSETS,
                        application + "-" + DispatcherTopology.LEDGER + "-changelog",
                        Topics.TASKS.topic(),
                        Topics.CLAIMS.topic(),
                        Topics.RESULTS.topic(),
                        Topics.EVENTS.topic(),
                        Topics.DEAD_LETTERS.topic());
        List<TopicPartition> partitions = new ArrayList<>();
        for (KafkaFuture<TopicDescription> described :
                admin.describeTopics(topics).topicNameValues().values()) {
            TopicDescription topic = ifThere(described);
            if (topic == null) {
                continue;
            }
            int count = topic.partitions().size();
            if (topic.name().equals(OFFSETS)) {
                // The one that has our group's offsets, by the broker's own rule.
                partitions.add(
                        new TopicPartition(OFFSETS, Utils.abs(application.hashCode()) % count));
            } else {
                topic.partitions()
                        .forEach(each ->
                                partitions.add(new TopicPartition(topic.name(), each.partition())));
            }
        }
        return partitions;
    }

    /** Some come with the first record that belongs there. */
    private static @Nullable TopicDescription ifThere(KafkaFuture<TopicDescription> described)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            return get(described);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return null;
            }
            throw e;
        }
    }

    private boolean isOurs(String transactionalId) {
        return transactionalId.startsWith(application + "-");
    }

    private static <T> T get(KafkaFuture<T> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close(Duration.ofSeconds(1));
    }
}
