package dev.crayfleet.cli.submission;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.kafka.Progress;
import java.util.Map;

/** A way for tasks to the tasks topic. For one thread. */
public interface SubmitWay extends AutoCloseable {
    /**
     * Finds out at once which of many tasks are there already, where that is cheaper than one by
     * one.
     *
     * @param fingerprints of the tasks that will be submitted, by their ids
     * @throws IllegalStateException with a sentence for people, if it cannot be found out
     */
    void lookUp(Map<TaskId, String> fingerprints, Progress progress);

    /**
     * Stores an attachment; returns when Kafka has it.
     *
     * @param task that it will belong to
     * @throws IllegalArgumentException with a sentence for people, if it is refused
     * @throws IllegalStateException with a sentence for people, if it could not be stored
     */
    FileRef store(TaskId task, Attachment file);

    /**
     * Returns when Kafka has the task.
     *
     * @return whether it was there before, as far as that is known; then it is not done again
     * @throws IllegalArgumentException with a sentence for people, if it is refused
     * @throws IllegalStateException with a sentence for people, if it could not be submitted
     */
    boolean submit(TaskId id, SubmittableTask task);

    @Override
    void close();
}
