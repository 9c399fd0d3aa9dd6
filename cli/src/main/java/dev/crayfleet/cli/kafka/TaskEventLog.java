package dev.crayfleet.cli.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The events of one task in their order, from the topic that keeps them. For one thread. */
public final class TaskEventLog implements AutoCloseable {
    /** Clocks of a dispatcher and of Kafka differ by less. */
    private static final Duration CLOCK_MARGIN = Duration.ofHours(1);

    private final EventLog events;
    private final TaskId task;
    private final Codec codec = new Codec();

    private TaskEventLog(EventLog events, TaskId task) {
        this.events = events;
        this.task = task;
    }

    /**
     * @param since when the task was submitted, as far as that is known: then less has to be read
     * @throws UnreachableException with a sentence for people, if Kafka does not answer
     */
    public static TaskEventLog open(KafkaSettings settings, TaskId task, @Nullable Instant since)
            throws InterruptedException {
        return new TaskEventLog(EventLog.open(settings, task.value(), since, CLOCK_MARGIN), task);
    }

    /**
     * Reads what has come since the last time, at first all.
     *
     * @param visitor gets each event of the task once
     * @throws UnreachableException with a sentence for people, if Kafka does not answer
     */
    public void read(Consumer<TaskEvent.OfTask> visitor, Progress progress)
            throws InterruptedException {
        events.read(decoding(visitor), progress);
    }

    /**
     * Goes on reading what comes.
     *
     * @param caughtUp called whenever all that was there has been read
     * @param isEnough whether to end; asked before each look
     * @throws UnreachableException with a sentence for people, if Kafka does not answer
     */
    public void follow(
            Consumer<TaskEvent.OfTask> visitor, Runnable caughtUp, BooleanSupplier isEnough)
            throws InterruptedException {
        events.follow(decoding(visitor), caughtUp, isEnough);
    }

    /** A runner, too, may have the task's id as its name. */
    private EventLog.Visitor decoding(Consumer<TaskEvent.OfTask> visitor) {
        return (_, _, json) -> {
            if (codec.decodeEvent(json) instanceof Decoded.Readable<TaskEvent>(TaskEvent event)
                    && event instanceof TaskEvent.OfTask ofTask
                    && ofTask.id().equals(task)) {
                visitor.accept(ofTask);
            }
        };
    }

    @Override
    public void close() {
        events.close();
    }
}
