package dev.crayfleet.trial.storm.kafka;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskEvent.TaskClaimed;
import dev.crayfleet.contract.TaskEvent.TaskFinished;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Tells the end of some attempts a second time, in their runner's name, after their task has ended:
 * a dispatcher must believe each end once. A runner that was frozen does that too, but only if it
 * was frozen in the moment that it sent one. For one thread.
 */
public final class RunEndRepeater implements AutoCloseable {
    private static final int MAX_REPEATED = 20;

    /** Longer than any fault lasts. */
    private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(3);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Codec codec;
    private final int lanes;
    private final Producer<String, byte[]> producer;
    private final Map<TaskId, TaskClaimed> claims = new HashMap<>();
    private int noted;

    public RunEndRepeater(String bootstrap, Codec codec) {
        KafkaSettings settings = KafkaSettings.of(bootstrap);
        this.codec = codec;
        this.lanes = settings.lanes();
        this.producer =
                KafkaClients.newProducer(settings, "crayfleet-storm-runs", DELIVERY_TIMEOUT);
    }

    /**
     * @param value of a record on the events topic
     */
    public void onEvent(byte[] value) {
        if (codec.decodeEvent(value) instanceof Decoded.Readable<TaskEvent>(TaskEvent event)) {
            switch (event) {
                case TaskClaimed claimed -> note(claimed);
                case TaskFinished finished -> repeat(finished);
                case TaskEvent other -> {}
            }
        }
    }

    private void note(TaskClaimed claimed) {
        boolean isKnown = claims.containsKey(claimed.id());
        if (isKnown || noted < MAX_REPEATED) {
            noted += isKnown ? 0 : 1;
            claims.put(claimed.id(), claimed);
        }
    }

    private void repeat(TaskFinished finished) {
        TaskClaimed claimed = claims.remove(finished.id());
        if (claimed == null
                || finished.status() != TaskStatus.SUCCEEDED
                || finished.attempt() != claimed.attempt()) {
            return;
        }
        RunFinished again =
                new RunFinished(
                        claimed.pool(),
                        claimed.holder(),
                        new Attempt(claimed.id(), claimed.attempt()),
                        new RunOutcome.Succeeded(),
                        null,
                        Instant.now());
        String pool = claimed.pool().value();
        // One that is lost is one less; what came of the others is counted at the end.
        producer.send(
                new ProducerRecord<>(
                        Topics.RUNS.topic(),
                        Partitions.of(pool, lanes),
                        pool,
                        codec.encode(again)));
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
