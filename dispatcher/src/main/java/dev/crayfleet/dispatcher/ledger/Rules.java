package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The numbers by which the dispatcher decides.
 *
 * @param leases how long runners are believed
 * @param retries what follows a failed attempt
 * @param queueing which task is next
 * @param quarantine what follows from failures in a row
 * @param bounds how many names that anybody can invent are kept
 * @param unservedNotices whom it is told that nobody serves a pool
 */
public record Rules(
        LeaseRule leases,
        RetryPolicy retries,
        QueueRule queueing,
        QuarantineRule quarantine,
        Bounds bounds,
        UnservedNoticeRule unservedNotices) {
    public static final Rules DEFAULT =
            new Rules(
                    LeaseRule.DEFAULT,
                    RetryPolicy.DEFAULT,
                    QueueRule.DEFAULT,
                    QuarantineRule.DEFAULT,
                    Bounds.DEFAULT,
                    UnservedNoticeRule.DEFAULT);

    /**
     * Limits, for each lane, on names that anybody can invent.
     *
     * @param unservedPools with tasks in them, of which no runner has been heard lately, at least
     *     1; as many without a task are kept at most
     * @param poolKept a pool that had neither a runner nor a task for so long is forgotten
     * @param runners sessions of runners, counted for each of their pools, at least 1
     */
    public record Bounds(int unservedPools, Duration poolKept, int runners) {
        public static final Bounds DEFAULT = new Bounds(1_000, Duration.ofHours(1), 10_000);

        /** Slots that a runner may offer a pool, and attempts that a heartbeat may name. */
        static final int MAX_SLOTS = 10_000;

        /**
         * @throws IllegalArgumentException if a value is out of range
         */
        public Bounds {
            if (unservedPools < 1 || !poolKept.isPositive() || runners < 1) {
                throw new IllegalArgumentException(
                        "at least 1 unserved pool and 1 runner must be allowed, and poolKept must be positive");
            }
        }
    }

    /**
     * @param lease a runner not heard of for so long is lost; and a cancelled task whose runner has
     *     not confirmed for so long is ended without it
     * @param claimAck a claim that a living runner does not name among those it holds after so long
     *     was never taken, if the runner has read what was written to it since; more than two
     *     heartbeats
     * @param lostKept for how long a lost session is remembered, to be fenced if it comes back
     */
    public record LeaseRule(Duration lease, Duration claimAck, Duration lostKept) {
        public static final LeaseRule DEFAULT =
                new LeaseRule(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofHours(1));

        /** Two heartbeats and a half at the runner's default, 2 s, and a third of the lease. */
        private static final int QUIET_DIVISOR = 3;

        /**
         * Not heard of for so long, a runner is noted as quiet: a third of the lease. Short enough
         * that a dispatcher that takes the lane over knows of most silent runners, long enough that
         * a healthy runner is never noted.
         */
        Duration quietAfter() {
            return lease.dividedBy(QUIET_DIVISOR);
        }

        /**
         * After a takeover or a standstill a dispatcher declares no runner lost for so long: three
         * heartbeats at the runner's default, 2 s, two fifths of the lease.
         */
        public Duration grace() {
            return lease.multipliedBy(2).dividedBy(5);
        }

        /**
         * After this many times {@code claimAck}, a claim is given up whatever the runner has read.
         */
        private static final int UNCONDITIONAL_FACTOR = 6;

        /**
         * Whether a claim that a runner's heartbeat does not name was never taken, or is no longer
         * held, by the runner. A heartbeat that was sent before the claim was written proves
         * nothing, because it may have waited long to be read.
         *
         * @param readUpTo when the newest claim message was written that the runner had read when
         *     it sent the heartbeat
         */
        boolean isUnknownToRunner(TaskState.Held claim, @Nullable Instant readUpTo, Instant now) {
            Instant since = claim.since();
            if (!since.plus(claimAck).isBefore(now)) {
                return false;
            }
            return switch (claim) {
                // The runner itself reported the start, on the same topic and before the heartbeat.
                case TaskState.Running running -> true;
                case TaskState.Claimed claimed ->
                        (readUpTo != null && readUpTo.isAfter(since))
                                || since.plus(claimAck.multipliedBy(UNCONDITIONAL_FACTOR))
                                        .isBefore(now);
            };
        }

        /**
         * @throws IllegalArgumentException if a time is not positive
         */
        public LeaseRule {
            if (!lease.isPositive() || !claimAck.isPositive() || !lostKept.isPositive()) {
                throw new IllegalArgumentException("lease, claimAck and lostKept must be positive");
            }
        }
    }

    /**
     * @param expireAfter a task never claimed for so long has expired
     * @param aging a task that waited for so long gains a level of priority, and again after as
     *     long
     * @param limits on what is held at a time
     * @param approval pools whose tasks wait for a person's approval
     * @param isApprovalForAll whether the tasks of all pools do
     * @param positionsEvery how often waiting tasks are told that their turn has moved
     * @param positionsTold how many from the head of each pool's queue
     */
    public record QueueRule(
            Duration expireAfter,
            Duration aging,
            ShareLimits limits,
            Set<Pool> approval,
            boolean isApprovalForAll,
            Duration positionsEvery,
            int positionsTold) {
        public static final QueueRule DEFAULT =
                new QueueRule(
                        Duration.ofHours(24),
                        Duration.ofMinutes(10),
                        ShareLimits.NONE,
                        Set.of(),
                        false,
                        Duration.ofSeconds(30),
                        20);

        /**
         * @throws IllegalArgumentException if a value is out of range
         */
        public QueueRule {
            approval = Set.copyOf(approval);
            if (!expireAfter.isPositive() || !aging.isPositive() || !positionsEvery.isPositive()) {
                throw new IllegalArgumentException(
                        "expireAfter, aging and positionsEvery must be positive");
            }
            if (positionsTold < 0) {
                throw new IllegalArgumentException("positionsTold is below 0");
            }
        }

        boolean requiresApproval(Pool pool) {
            return isApprovalForAll || approval.contains(pool);
        }
    }
}
