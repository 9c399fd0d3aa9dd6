package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.TaskEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets pass one refused delegation a second for each task, and one denied for each runner: agents
 * can provoke as many as they like. Goes by the times of the events, so that the same ones pass
 * when they come again. Used by one thread at a time.
 */
public final class RefusalThrottle {
    /** Tasks and runners of late that are known; more are as if they were new. */
    private static final int MAX_KNOWN = 1_000;

    private final Map<String, TaskEvent> passed =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, TaskEvent> eldest) {
                    return size() > MAX_KNOWN;
                }
            };

    /** Whether an event may be shown. */
    public boolean admits(TaskEvent event) {
        boolean canBeProvoked =
                event instanceof TaskEvent.DelegationRefused
                        || event instanceof TaskEvent.DelegationDenied;
        if (!canBeProvoked) {
            return true;
        }
        String about = event.getClass().getSimpleName() + " " + event.key();
        TaskEvent last = passed.get(about);
        if (last != null
                && !last.equals(event)
                && last.at().getEpochSecond() == event.at().getEpochSecond()) {
            return false;
        }
        passed.put(about, event);
        return true;
    }
}
