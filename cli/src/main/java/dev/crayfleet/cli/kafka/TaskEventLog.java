package dev.crayfleet.cli.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TopicScan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The events of one task in their order, from the topic that keeps them. For one thread. */
public final class TaskEventLog implements AutoCloseable {
    private static final Duration FOREVER = Duration.ofDays(3_650);

    /** Clocks of a dispatcher and of Kafka differ by less. */
    private static final Duration CLOCK_MARGIN = Duration.ofHours(1);

    private final TopicScan events;
    private final TaskId task;
    private final int partition;
    private final Codec codec = new Codec();
    private Map<Integer, Long> position;

    private TaskEventLog(TopicScan events, TaskId task, @Nullable Instant since)
            throws KafkaRequestException, InterruptedException {
        this.events = events;
        this.task = task;
        this.partition = Partitions.of(task.value(), events.partitionCount());
        this.position = since == null ? events.begin() : events.from(since.minus(CLOCK_MARGIN));
    }

    /**
     * @param since when the task was submitted, as far as that is known: then less has to be read
     * @throws UnreachableException with a sentence for people, if Kafka does not answer
     */
    public static TaskEventLog open(KafkaSettings settings, TaskId task, @Nullable Instant since)
            throws InterruptedException {
        TopicScan events = null;
        try {
            events =
                    TopicScan.open(
                            settings,
                            "crayfleet-cli-logs",
                            Topics.EVENTS,
                            TopicScan.Seen.COMMITTED,
                            Deadline.after(FOREVER));
            return new TaskEventLog(events, task, since);
        } catch (KafkaRequestException e) {
            if (events != null) {
                events.close();
            }
            throw new UnreachableException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Reads what has come since the last time, at first all.
     *
     * @param visitor gets each event of the task once
     * @throws UnreachableException with a sentence for people, if Kafka does not answer
     */
    public void read(Consumer<TaskEvent.OfTask> visitor, Progress progress)
            throws InterruptedException {
        try {
            Map<Integer, Long> end = events.end();
            long to = end.getOrDefault(partition, 0L);
            if (to <= position.getOrDefault(partition, 0L)) {
                return;
            }
            Map<Integer, Long> from = new HashMap<>(end);
            from.put(partition, position.getOrDefault(partition, 0L));
            events.read(
                    from,
                    end,
                    record -> {
                        // What comes later is read by the next call.
                        if (record.offset() < to) {
                            visit(record, visitor);
                        }
                    },
                    progress);
            position = end;
        } catch (KafkaRequestException e) {
            throw new UnreachableException(String.valueOf(e.getMessage()), e);
        }
    }

    /** A runner, too, may have the task's id as its name. */
    private void visit(ConsumerRecord<byte[], byte[]> record, Consumer<TaskEvent.OfTask> visitor) {
        if (KeyText.of(record).equals(task.value())
                && codec.decodeEvent(record.value())
                        instanceof Decoded.Readable<TaskEvent>(TaskEvent event)
                && event instanceof TaskEvent.OfTask ofTask
                && ofTask.id().equals(task)) {
            visitor.accept(ofTask);
        }
    }

    @Override
    public void close() {
        events.close();
    }
}
