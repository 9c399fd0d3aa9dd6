package dev.crayfleet.dispatcher.ledger;

/**
 * A count of everything in one pool.
 *
 * @param awaiting tasks that wait for approval
 * @param runners lives that take claims
 * @param slots that they offer
 * @param served whether any runner has been heard of lately, be it one that takes no claims
 * @param tally of tasks that came and ended
 */
public record PoolCounts(
        int awaiting,
        int queued,
        int claimed,
        int running,
        int backingOff,
        int runners,
        int slots,
        boolean served,
        PoolTotals tally) {

    public int live() {
        return awaiting + queued + claimed + running + backingOff;
    }

    /**
     * Tasks accepted that are neither alive nor ended: 0, or the ledger has lost count of some, or
     * counted some twice where it is negative.
     */
    public long missing() {
        return tally.accepted() - live() - tally.ended();
    }
}
