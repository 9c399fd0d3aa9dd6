package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.ClaimMessage.LogRequested;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunMessage.LogAnswered;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.Partitions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * One question to a runner, and its answer. The question goes to the claims topic, and the answer
 * is read from the runs topic beside the lane: no lane is asked, waits or remembers anything, and
 * it does not matter which dispatcher owns it. For many threads.
 */
final class LogExchange {
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

    private final Codec codec = new Codec();
    private final Producer<String, byte[]> producer;
    private final int lanes;
    private final Duration kafkaTimeout;
    private final BooleanSupplier isClosed;

    /**
     * @param isClosed whether nothing is waited for any more
     */
    LogExchange(
            Producer<String, byte[]> producer,
            int lanes,
            Duration kafkaTimeout,
            BooleanSupplier isClosed) {
        this.producer = producer;
        this.lanes = lanes;
        this.kafkaTimeout = kafkaTimeout;
        this.isClosed = isClosed;
    }

    /**
     * @param runs reads nothing yet
     * @return empty if there is no answer in time
     * @throws KafkaRequestException if Kafka does not take the question
     */
    Optional<LogAnswered> ask(
            LogRequested question, Consumer<byte[], byte[]> runs, Deadline deadline)
            throws KafkaRequestException, InterruptedException {
        TopicPartition partition =
                new TopicPartition(
                        Topics.RUNS.topic(), Partitions.of(question.pool().value(), lanes));
        runs.assign(List.of(partition));
        runs.seekToEnd(List.of(partition));
        // Seeking is lazy; only this fixes the position, and before the question is there.
        runs.position(partition);
        send(question);
        while (!deadline.hasPassed() && !isClosed.getAsBoolean()) {
            for (ConsumerRecord<byte[], byte[]> record : runs.poll(POLL_TIMEOUT)) {
                Optional<LogAnswered> answer = answer(record, question);
                if (answer.isPresent()) {
                    return answer;
                }
            }
        }
        return Optional.empty();
    }

    private void send(LogRequested question) throws KafkaRequestException, InterruptedException {
        String runner = question.holder().runner().value();
        try {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.CLAIMS.topic(),
                                    Partitions.of(runner, Topics.CLAIMS.partitions(lanes)),
                                    runner,
                                    codec.encode(question)))
                    .get(kafkaTimeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaRequestException("Kafka did not take the question", e);
        }
    }

    /** Others than the runner can write there, too. */
    private Optional<LogAnswered> answer(
            ConsumerRecord<byte[], byte[]> record, LogRequested question) {
        Header header = record.headers().lastHeader(Topics.HEADER_REQUEST);
        byte[] request = question.request().getBytes(StandardCharsets.UTF_8);
        return header != null
                        && Arrays.equals(header.value(), request)
                        && codec.decodeRun(record.value())
                                instanceof Decoded.Readable<RunMessage>(LogAnswered answer)
                        && answer.request().equals(question.request())
                        && answer.holder().equals(question.holder())
                        && answer.attempt().equals(question.attempt())
                ? Optional.of(answer)
                : Optional.empty();
    }
}
