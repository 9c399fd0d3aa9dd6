package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.fleet.gate.Decision.Allowed;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets tasks that are allowed in the same way hold the same object: of a hundred thousand that
 * wait, most are. Remembers those that were asked for last. For one thread.
 */
final class SharedDecisions {
    private static final int MAX = 64;
    private static final float LOAD_FACTOR = 0.75f;

    private final Map<Allowed, Allowed> recent =
            new LinkedHashMap<>(MAX, LOAD_FACTOR, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Allowed, Allowed> eldest) {
                    return size() > MAX;
                }
            };

    /** The same task, with an equal decision that another one may hold already. */
    TaskEntry share(TaskEntry task) {
        Submission submission = task.submission();
        Allowed how = submission.allowed();
        if (how == null) {
            return task;
        }
        Allowed known = recent.putIfAbsent(how, how);
        return known == null || known == how
                ? task
                : new TaskEntry(
                        new Submission(
                                submission.task(),
                                submission.place(),
                                submission.maxAttempts(),
                                known,
                                submission.roles()),
                        task.counts(),
                        task.state(),
                        task.cancel(),
                        task.history(),
                        task.children());
    }
}
