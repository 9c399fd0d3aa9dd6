package dev.crayfleet.dispatcher.ledger;

/**
 * A count of everything in one pool.
 *
 * @param tasks that have not ended
 * @param totals of tasks that came and ended
 */
public record PoolCounts(Tasks tasks, Runners runners, PoolTotals totals) {
    /** Tasks that have not ended, by state. */
    public record Tasks(
            int awaitingApproval, int queued, int claimed, int running, int backingOff) {
        public int sum() {
            return awaitingApproval + queued + claimed + running + backingOff;
        }
    }

    /**
     * @param ready sessions of runners that take claims
     * @param slots that they offer
     * @param isServed whether any runner has been heard of lately, be it one that takes no claims
     */
    public record Runners(int ready, int slots, boolean isServed) {}

    /**
     * Tasks accepted that are neither alive nor ended: 0, or the ledger has lost count of some, or
     * counted some twice where it is negative.
     */
    public long missing() {
        return totals.accepted() - tasks.sum() - totals.ended();
    }
}
