package dev.crayfleet.cli.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.FleetEvent.LaneFleetChanged;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Which lanes say that a fleet file decides there; to be opened before it is given. */
public final class LaneConfirmations implements AutoCloseable {
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Codec codec = new Codec();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final int lanes;

    private LaneConfirmations(KafkaConsumer<byte[], byte[]> consumer, int lanes) {
        this.consumer = consumer;
        this.lanes = lanes;
    }

    /**
     * @throws UnreachableException with a sentence for people, if Kafka does not answer
     */
    public static LaneConfirmations open(KafkaSettings settings) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings.consumer("crayfleet-cli-lanes"), bytes, bytes);
        try {
            List<TopicPartition> all =
                    consumer.partitionsFor(Topics.EVENTS.topic()).stream()
                            .map(each -> new TopicPartition(each.topic(), each.partition()))
                            .toList();
            int lanes = consumer.partitionsFor(Topics.TASKS.topic()).size();
            consumer.assign(all);
            consumer.seekToEnd(all);
            all.forEach(consumer::position);
            return new LaneConfirmations(consumer, lanes);
        } catch (KafkaException e) {
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
            throw new UnreachableException(
                    "Kafka at %s does not show its topics. Is it running, and has a dispatcher made them?"
                            .formatted(settings.bootstrap()),
                    e);
        }
    }

    public int lanes() {
        return lanes;
    }

    /**
     * Waits until all lanes have said so.
     *
     * @return how many have
     */
    public int await(long version, Duration timeout) {
        Deadline deadline = Deadline.after(timeout);
        Set<Integer> told = new HashSet<>();
        while (told.size() < lanes && !deadline.hasPassed()) {
            for (ConsumerRecord<byte[], byte[]> record :
                    consumer.poll(deadline.remaining(POLL_TIMEOUT))) {
                if (codec.decodeEvent(record.value())
                                instanceof Decoded.Readable<TaskEvent>(LaneFleetChanged changed)
                        && changed.number() >= version) {
                    told.add(changed.lane());
                }
            }
        }
        return told.size();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
}
