package dev.crayfleet.ingest.routing;

/**
 * How busy an agent is.
 *
 * @param slots that its runners offer
 * @param queued tasks that wait for a slot
 * @param running tasks that have one
 */
public record AgentLoad(int slots, int queued, int running) {
    /** Of which nothing is known, or which nobody serves. */
    static final AgentLoad UNSERVED = new AgentLoad(0, 0, 0);

    /** Slots that a new task would not have to wait for; below 0 so many wait already. */
    int free() {
        return slots - running - queued;
    }

    /** How many tasks are before a new one, for each slot. */
    double tasksPerSlot() {
        return slots == 0 ? Double.POSITIVE_INFINITY : (double) (queued + running) / slots;
    }
}
