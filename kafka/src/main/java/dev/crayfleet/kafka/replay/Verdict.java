package dev.crayfleet.kafka.replay;

import dev.crayfleet.contract.TaskId;

/** What is done with a task that was found. */
public sealed interface Verdict {
    /**
     * It is replayed.
     *
     * @param as the new task's id
     * @param partition of the tasks topic, where the old task's record lies
     * @param offset of that record
     */
    record Replay(TaskId as, int partition, long offset) implements Verdict {}

    /**
     * It was replayed before, as this task.
     *
     * @param as the latest
     */
    record ReplayedBefore(TaskId as) implements Verdict {}

    /**
     * It cannot be replayed.
     *
     * @param reason a sentence
     */
    record Gone(String reason) implements Verdict {
        static final Gone RECORD =
                new Gone("its record is no longer on the tasks topic: submit it again");

        static final Gone DISBELIEVED =
                new Gone(
                        "its record is not signed by a key that is known here, so nobody can tell who wrote it: submit it again");

        static final Gone TOO_OFTEN =
                new Gone(
                        "it was replayed %d times, which is as often as one task is: find out why it fails, then submit it as a new task"
                                .formatted(TaskId.MAX_REPLAYS));
    }

    /** It can be replayed, but more than were asked for can. */
    record BeyondLimit() implements Verdict {}
}
