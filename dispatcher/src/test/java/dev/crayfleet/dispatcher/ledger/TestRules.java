package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import java.util.Set;

/** The default rules, but for some of queueing. */
final class TestRules {
    private TestRules() {}

    static Rules withLimits(ShareLimits limits) {
        return with(limits, Set.of());
    }

    static Rules withApprovalFor(Pool pool) {
        return with(ShareLimits.NONE, Set.of(pool));
    }

    static Rules with(ShareLimits limits, Set<Pool> approval) {
        Rules.QueueRule usual = Rules.QueueRule.DEFAULT;
        return new Rules(
                Rules.LeaseRule.DEFAULT,
                RetryPolicy.DEFAULT,
                new Rules.QueueRule(
                        usual.expireAfter(),
                        usual.aging(),
                        limits,
                        approval,
                        false,
                        usual.positionsEvery(),
                        usual.positionsTold()),
                QuarantineRule.DEFAULT,
                Rules.Bounds.DEFAULT,
                UnservedNoticeRule.DEFAULT);
    }
}
