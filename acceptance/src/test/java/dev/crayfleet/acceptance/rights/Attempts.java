package dev.crayfleet.acceptance.rights;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Tries operations as one user, with a request that Kafka allows to who has that right only. */
final class Attempts implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    /** The first broker. */
    private static final ConfigResource BROKER =
            new ConfigResource(ConfigResource.Type.BROKER, "1");

    private final String user;
    private final KafkaSettings settings;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;

    Attempts(String user, KafkaSettings settings) {
        this.user = user;
        this.settings = settings;
        this.admin = Admin.create(settings.admin("attempts"));
        Map<String, Object> producing = settings.producer("attempts", 20_000);
        // An idempotent one is refused before it tries, where it may write nothing at all.
        producing.put("enable.idempotence", false);
        this.producer =
                new KafkaProducer<>(
                        producing, new ByteArraySerializer(), new ByteArraySerializer());
        this.consumer = consumer(Map.of());
    }

    private KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> more) {
        Map<String, Object> reading = settings.consumer("attempts");
        reading.put("auto.offset.reset", "earliest");
        reading.putAll(more);
        return new KafkaConsumer<>(
                reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private interface Try {
        void run() throws Exception;
    }

    /**
     * What came of it.
     *
     * @param isRefused whether Kafka refused it because of who asks
     */
    record Answer(boolean isRefused, String details) {}

    Answer of(Attempt attempt) throws Exception {
        Try asked =
                switch (attempt.type()) {
                    case TOPIC -> topic(attempt.name(), attempt.operation());
                    case GROUP -> group(attempt.name(), attempt.operation());
                    case TRANSACTIONAL_ID -> transaction(attempt.name(), attempt.operation());
                    case CLUSTER -> cluster(attempt.operation());
                    default -> throw new IllegalArgumentException(attempt.toString());
                };
        try {
            asked.run();
            return new Answer(false, "it was done");
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
            boolean isRefused =
                    cause instanceof AuthorizationException
                            || cause != null && cause.getCause() instanceof AuthorizationException;
            return new Answer(isRefused, String.valueOf(cause));
        } catch (TimeoutException e) {
            throw new AssertionError("%s: no answer to %s".formatted(user, attempt), e);
        }
    }

    private Try topic(String name, AclOperation operation) {
        TopicPartition partition = new TopicPartition(name, 0);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        return switch (operation) {
            case WRITE ->
                    () ->
                            get(
                                    producer.send(
                                            new ProducerRecord<>(
                                                    name, 0, new byte[1], new byte[1])));
            case READ -> () -> read(partition);
            case CREATE ->
                    () ->
                            get(
                                    admin.createTopics(
                                                    List.of(new NewTopic(name, 1, (short) 1)),
                                                    new CreateTopicsOptions().validateOnly(true))
                                            .all());
            case DESCRIBE -> () -> get(admin.describeTopics(List.of(name)).allTopicNames());
            case DELETE ->
                    () ->
                            get(
                                    admin.deleteRecords(
                                                    Map.of(
                                                            partition,
                                                            RecordsToDelete.beforeOffset(0)))
                                            .all());
            case ALTER ->
                    () ->
                            get(
                                    admin.createPartitions(
                                                    Map.of(name, NewPartitions.increaseTo(100)),
                                                    new CreatePartitionsOptions()
                                                            .validateOnly(true))
                                            .all());
            case DESCRIBE_CONFIGS -> () -> get(admin.describeConfigs(List.of(resource)).all());
            case ALTER_CONFIGS -> () -> get(alter(resource, "retention.ms"));
            default -> throw new IllegalArgumentException(operation.toString());
        };
    }

    /** Until there is a record. */
    private void read(TopicPartition partition) throws TimeoutException {
        consumer.assign(List.of(partition));
        consumer.seek(partition, 0);
        Deadline deadline = Deadline.after(TIMEOUT);
        while (consumer.poll(Duration.ofMillis(200)).isEmpty()) {
            if (deadline.hasPassed()) {
                throw new TimeoutException();
            }
        }
    }

    private KafkaFuture<Void> alter(ConfigResource resource, String name) {
        return admin.incrementalAlterConfigs(
                        Map.of(
                                resource,
                                List.of(
                                        new AlterConfigOp(
                                                new ConfigEntry(name, "100000"),
                                                AlterConfigOp.OpType.SET))),
                        new AlterConfigsOptions().validateOnly(true))
                .all();
    }

    private Try group(String name, AclOperation operation) {
        return switch (operation) {
            case READ ->
                    () -> {
                        TopicPartition partition = new TopicPartition("crayfleet.tasks", 0);
                        try (KafkaConsumer<byte[], byte[]> member =
                                consumer(Map.of("group.id", name))) {
                            member.assign(List.of(partition));
                            member.commitSync(Map.of(partition, new OffsetAndMetadata(0)), TIMEOUT);
                        }
                    };
            case DESCRIBE -> () -> get(admin.describeConsumerGroups(List.of(name)).all());
            case DELETE -> () -> get(admin.deleteConsumerGroups(List.of(name)).all());
            default -> throw new IllegalArgumentException(operation.toString());
        };
    }

    private Try transaction(String id, AclOperation operation) {
        return switch (operation) {
            case WRITE -> () -> get(admin.fenceProducers(List.of(id)).all());
            case DESCRIBE -> () -> get(admin.describeTransactions(List.of(id)).all());
            default -> throw new IllegalArgumentException(operation.toString());
        };
    }

    private Try cluster(AclOperation operation) {
        AclBinding everything =
                new AclBinding(
                        new ResourcePattern(
                                ResourceType.CLUSTER, Resource.CLUSTER_NAME, PatternType.LITERAL),
                        new AccessControlEntry(
                                "User:" + user, "*", AclOperation.ALL, AclPermissionType.ALLOW));
        return switch (operation) {
            case ALTER -> () -> get(admin.createAcls(List.of(everything)).all());
            case DESCRIBE -> () -> get(admin.describeAcls(AclBindingFilter.ANY).values());
            case CREATE ->
                    () ->
                            get(
                                    admin.createTopics(
                                                    List.of(
                                                            new NewTopic(
                                                                    "of-others.new",
                                                                    Optional.of(1),
                                                                    Optional.empty())),
                                                    new CreateTopicsOptions().validateOnly(true))
                                            .all());
            case DESCRIBE_CONFIGS -> () -> get(admin.describeConfigs(List.of(BROKER)).all());
            case ALTER_CONFIGS -> () -> get(alter(BROKER, "log.cleaner.backoff.ms"));
            // Also allowed to who may alter the cluster.
            case CLUSTER_ACTION ->
                    () ->
                            get(
                                    admin.abortTransaction(
                                                    new AbortTransactionSpec(
                                                            new TopicPartition(
                                                                    "crayfleet.tasks", 0),
                                                            12_345,
                                                            (short) 0,
                                                            0))
                                            .all());
            default -> throw new IllegalArgumentException(operation.toString());
        };
    }

    private static void get(Future<?> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void get(KafkaFuture<?> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        producer.close(Duration.ofSeconds(1));
        consumer.close();
    }
}
