package dev.crayfleet.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.signing.Signature;
import dev.crayfleet.kafka.signing.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Writes to the tasks topic. Safe for use by many threads.
 *
 * <p>A message may be sent twice: the ledger recognises duplicates by the task's id.
 */
public final class TaskSender implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Codec codec = new Codec();
    private final Producer<String, byte[]> producer;
    private final OptionalInt lanes;
    private final Duration timeout;
    private final SigningKeys keys;

    private TaskSender(
            Producer<String, byte[]> producer,
            OptionalInt lanes,
            Duration timeout,
            SigningKeys keys) {
        this.producer = producer;
        this.lanes = lanes;
        this.timeout = timeout;
        this.keys = keys;
    }

    /**
     * For a process that knows how many lanes there are: it names the partition itself.
     *
     * @param producer closed with this
     * @param lanes partitions of the tasks topic
     * @param timeout until Kafka must have acknowledged a message
     */
    public static TaskSender toLanes(
            Producer<String, byte[]> producer, int lanes, Duration timeout) {
        return new TaskSender(producer, OptionalInt.of(lanes), timeout, SigningKeys.NONE);
    }

    /**
     * For a process that need not know how many lanes there are: Kafka's client picks the partition
     * by the key, which is the same one.
     *
     * @param producer closed with this
     * @param timeout until Kafka must have acknowledged a message
     */
    public static TaskSender byKey(Producer<String, byte[]> producer, Duration timeout) {
        return new TaskSender(producer, OptionalInt.empty(), timeout, SigningKeys.NONE);
    }

    /** One that signs what it sends, except for what it sends as foreign producers do. */
    public TaskSender signing(SigningKeys newKeys) {
        return new TaskSender(producer, lanes, timeout, newKeys);
    }

    /**
     * Returns when Kafka has the message.
     *
     * @throws KafkaRequestException if it does not acknowledge within the timeout, or refuses
     */
    public void send(TaskMessage.OfTask message)
            throws KafkaRequestException, InterruptedException {
        await(
                List.of(sendOrFail(message.pool().value(), codec.encode(message))),
                "task " + message.id());
    }

    /**
     * Sends what concerns lanes or pools, all at once, and as many as Kafka takes. Returns when
     * Kafka has all of them.
     *
     * @throws KafkaRequestException if it does not acknowledge one within the timeout, or refuses
     *     it
     * @throws java.util.NoSuchElementException if this does not know how many lanes there are
     */
    public void sendAll(List<? extends TaskMessage> orders)
            throws KafkaRequestException, InterruptedException {
        int count = lanes.orElseThrow();
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        for (TaskMessage order : orders) {
            sent.add(sendOrFail(Partitions.keyOf(order, count), codec.encode(order)));
        }
        await(sent, "all of an order to " + orders.size() + " lanes");
    }

    private CompletableFuture<Void> sendOrFail(String key, byte[] value)
            throws InterruptedException {
        try {
            return start(key, value, keys).thenApply(written -> null);
        } catch (InterruptException e) {
            throw Interrupts.toInterruptedException(e);
        } catch (KafkaException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void await(List<CompletableFuture<Void>> sent, String what)
            throws KafkaRequestException, InterruptedException {
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
                    .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptException e) {
            throw Interrupts.toInterruptedException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaRequestException("Kafka did not take " + what, e);
        }
    }

    /**
     * Sends any record, as foreign producers do.
     *
     * @return completes when Kafka has it; exceptionally if it is not known whether Kafka has it
     * @throws KafkaException if the client refuses the record before it sends it
     */
    public CompletableFuture<Void> sendRecord(String key, byte[] value) {
        return start(key, value, SigningKeys.NONE).thenApply(written -> null);
    }

    /**
     * Sends a task without waiting for it.
     *
     * @return completes with its position when Kafka has it; exceptionally if it is not known
     *     whether Kafka has it
     * @throws KafkaException if the client refuses the record before it sends it
     */
    public CompletableFuture<RecordPosition> start(TaskSubmitted task) {
        return start(task.pool().value(), codec.encode(task), keys);
    }

    private CompletableFuture<RecordPosition> start(
            String key, byte[] value, SigningKeys signingKeys) {
        Integer partition =
                lanes.isPresent()
                        ? Partitions.of(key, Topics.TASKS.partitions(lanes.getAsInt()))
                        : null;
        CompletableFuture<RecordPosition> acknowledged = new CompletableFuture<>();
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.TASKS.topic(), partition, key, value);
        Signature.sign(
                signingKeys,
                record.headers(),
                key.getBytes(StandardCharsets.UTF_8),
                value,
                Instant.now());
        producer.send(
                record,
                (metadata, failure) -> {
                    if (failure == null) {
                        acknowledged.complete(
                                new RecordPosition(
                                        metadata.partition(),
                                        metadata.offset(),
                                        Instant.ofEpochMilli(metadata.timestamp())));
                    } else {
                        acknowledged.completeExceptionally(failure);
                    }
                });
        return acknowledged;
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
