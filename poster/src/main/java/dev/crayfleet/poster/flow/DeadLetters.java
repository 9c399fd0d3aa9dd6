package dev.crayfleet.poster.flow;

import dev.crayfleet.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Records that could not be posted, as they came, with the reason. */
final class DeadLetters {
    private final Producer<String, byte[]> producer;
    private final Duration patience;

    DeadLetters(Producer<String, byte[]> producer, Duration patience) {
        this.producer = producer;
        this.patience = patience;
    }

    /** Returns when Kafka has it. */
    void write(ConsumerRecord<String, byte[]> record, String reason)
            throws InterruptedException, ExecutionException, TimeoutException {
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(Topics.DEAD_LETTERS.topic(), record.key(), record.value());
        Headers headers = letter.headers();
        headers.add(Topics.HEADER_TOPIC, bytes(record.topic()));
        headers.add(Topics.HEADER_PARTITION, bytes(Integer.toString(record.partition())));
        headers.add(Topics.HEADER_OFFSET, bytes(Long.toString(record.offset())));
        headers.add(Topics.HEADER_REASON, bytes(reason));
        producer.send(letter).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
