package dev.crayfleet.dispatcher.ledger;

/**
 * How often a task was claimed, and how that went.
 *
 * @param claimed claims so far, which is the number of the current attempt where one is held
 * @param lost attempts whose runner was lost
 * @param givenBack attempts that a runner gave back before it had started anything, 0 to {@link
 *     TaskEntry#MAX_GIVEN_BACK}
 */
public record AttemptCounts(int claimed, int lost, int givenBack) {
    static final AttemptCounts NONE = new AttemptCounts(0, 0, 0);

    AttemptCounts plusClaimed() {
        return new AttemptCounts(claimed + 1, lost, givenBack);
    }

    AttemptCounts plusLost() {
        return new AttemptCounts(claimed, lost + 1, givenBack);
    }

    AttemptCounts plusGivenBack() {
        return new AttemptCounts(claimed, lost, givenBack + 1);
    }
}
