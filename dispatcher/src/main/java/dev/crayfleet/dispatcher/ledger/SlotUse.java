package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Limits;

/**
 * How many tasks take up slots. One whose agent waits for what it has delegated lends its slot, but
 * only to tasks that were delegated further than itself. So whatever waits, the one that was
 * delegated furthest finds a slot, and no set of waiting agents can stop a fleet; and as each that
 * borrows a slot is further down than the last, no more agents wait upon each other on one slot
 * than a line can have.
 */
final class SlotUse {
    private final int[] lendingByDepth = new int[Limits.DELEGATION_DEPTH + 1];
    private int working;
    private int lending;

    /** A runner holds a task, in this state. */
    void add(TaskEntry task) {
        count(task, 1);
    }

    /** It holds it no more, or not in this state. */
    void remove(TaskEntry task) {
        count(task, -1);
    }

    private void count(TaskEntry task, int change) {
        if (task.isLending()) {
            lendingByDepth[task.depth()] += change;
            lending += change;
        } else {
            working += change;
        }
    }

    /**
     * How many are in the way of a task.
     *
     * @param depth how far it was delegated
     */
    int countAgainst(int depth) {
        int against = working;
        if (lending > 0) {
            for (int each = depth; each < lendingByDepth.length; each++) {
                against += lendingByDepth[each];
            }
        }
        return against;
    }

    boolean isEmpty() {
        return working == 0 && lending == 0;
    }

    /** Whether a held task is in the way of one that was delegated so far. */
    static boolean isAgainst(TaskEntry held, int depth) {
        return !held.isLending() || held.depth() >= depth;
    }
}
