package dev.crayfleet.cli.kafka;

import dev.crayfleet.contract.TaskEvent;

/** Hears what happens to a task while somebody waits for its result. */
public interface TaskListener {
    /** For who does not care. */
    TaskListener NONE =
            new TaskListener() {
                @Override
                public void heard(TaskEvent event) {
                    // Nobody cares.
                }

                @Override
                public void waited() {
                    // Nobody cares.
                }
            };

    /** Gets each event of the task from now on, in order. */
    void heard(TaskEvent event);

    /** Called a few times a second, so that it can be said how long it takes. */
    void waited();
}
