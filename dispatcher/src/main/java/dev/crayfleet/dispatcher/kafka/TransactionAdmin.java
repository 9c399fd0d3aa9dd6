package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka's brokers know of the transactions of one application, and how to end them. Every call
 * throws {@link ExecutionException} where Kafka refuses it, and {@link TimeoutException} where it
 * does not answer within 10 s.
 */
final class TransactionAdmin implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String OFFSETS_TOPIC = "__consumer_offsets";

    private final String applicationId;
    private final Admin admin;

    /**
     * @param applicationId with which the transactional ids begin
     */
    TransactionAdmin(KafkaSettings kafka, String applicationId) {
        this.applicationId = applicationId;
        Map<String, Object> settings = new HashMap<>(kafka.admin(applicationId + "-transactions"));
        settings.put(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Math.toIntExact(TIMEOUT.toMillis()));
        settings.put(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.toIntExact(TIMEOUT.toMillis() / 2));
        this.admin = Admin.create(settings);
    }

    /** Transactional ids whose transaction has been going on for longer than that. */
    List<String> ongoingFor(Duration time)
            throws ExecutionException, InterruptedException, TimeoutException {
        return transactionalIds(
                new ListTransactionsOptions()
                        .filterStates(Set.of(TransactionState.ONGOING))
                        .filterOnDuration(time.toMillis()));
    }

    /** What their coordinators say of the application's transactions, by the producer's id. */
    Map<Long, TransactionDescription> byProducer()
            throws ExecutionException, InterruptedException, TimeoutException {
        List<String> ids = transactionalIds(new ListTransactionsOptions());
        Map<Long, TransactionDescription> byProducer = new HashMap<>();
        for (TransactionDescription each : get(admin.describeTransactions(ids).all()).values()) {
            byProducer.put(each.producerId(), each);
        }
        return byProducer;
    }

    private List<String> transactionalIds(ListTransactionsOptions options)
            throws ExecutionException, InterruptedException, TimeoutException {
        return get(admin.listTransactions(options).all()).stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> id.startsWith(applicationId + "-"))
                .toList();
    }

    /** Ends the transactions of these ids; their producers cannot go on. */
    void fence(List<String> transactionalIds)
            throws ExecutionException, InterruptedException, TimeoutException {
        get(admin.fenceProducers(transactionalIds).all());
    }

    void abort(OpenTransaction transaction)
            throws ExecutionException, InterruptedException, TimeoutException {
        get(
                admin.abortTransaction(
                                new AbortTransactionSpec(
                                        transaction.partition(),
                                        transaction.producerId(),
                                        (short) transaction.producerEpoch(),
                                        transaction.coordinatorEpoch()))
                        .all());
    }

    /** What these partitions hold open, of whichever application. */
    Set<OpenTransaction> open(Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<OpenTransaction> open = new HashSet<>();
        get(admin.describeProducers(partitions).all())
                .forEach((partition, state) ->
                        open.addAll(OpenTransaction.in(partition, state.activeProducers())));
        return open;
    }

    /** Where dispatchers write in transactions. */
    Collection<TopicPartition> partitions()
            throws ExecutionException, InterruptedException, TimeoutException {
        List<String> topics =
                List.of(
                        OFFSETS_TOPIC,
                        applicationId + "-" + DispatcherTopology.LEDGER + "-changelog",
                        Topics.TASKS.topic(),
                        Topics.CLAIMS.topic(),
                        Topics.RESULTS.topic(),
                        Topics.EVENTS.topic(),
                        Topics.DEAD_LETTERS.topic());
        List<TopicPartition> partitions = new ArrayList<>();
        for (KafkaFuture<TopicDescription> described :
                admin.describeTopics(topics).topicNameValues().values()) {
            TopicDescription topic = ifPresent(described);
            if (topic != null) {
                partitions.addAll(partitionsOf(topic));
            }
        }
        return partitions;
    }

    private List<TopicPartition> partitionsOf(TopicDescription topic) {
        if (topic.name().equals(OFFSETS_TOPIC)) {
            // The one that has our group's offsets, by the broker's own rule.
            int partition = Utils.abs(applicationId.hashCode()) % topic.partitions().size();
            return List.of(new TopicPartition(OFFSETS_TOPIC, partition));
        }
        return topic.partitions().stream()
                .map(each -> new TopicPartition(topic.name(), each.partition()))
                .toList();
    }

    /** Some topics are made with the first record that belongs there. */
    private static @Nullable TopicDescription ifPresent(KafkaFuture<TopicDescription> described)
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

    private static <T> T get(KafkaFuture<T> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
