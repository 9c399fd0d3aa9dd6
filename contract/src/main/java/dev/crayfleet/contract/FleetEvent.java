package dev.crayfleet.contract;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;

/** Events of lanes and pools as a whole: somebody has stopped them, or let them go on. */
public sealed interface FleetEvent extends TaskEvent {
    /** About a lane; the whole fleet is told by one for each lane. */
    sealed interface OfLane extends FleetEvent {
        /** From 0. */
        int lane();

        @Override
        default String key() {
            return "lane-" + lane();
        }
    }

    /** About a pool. */
    sealed interface OfPool extends FleetEvent {
        Pool pool();

        @Override
        default String key() {
            return pool().value();
        }
    }

    /**
     * The lane claims nothing any more, and has told runners to stop what they hold.
     *
     * @param attempts that they hold
     */
    record LaneStopped(int lane, @JsonUnwrapped Order order, int attempts, Instant at)
            implements OfLane {}

    /**
     * Every agent of the stopped lane has ended.
     *
     * @param stop the id of the order to stop
     */
    record LaneHalted(int lane, String stop, Instant at) implements OfLane {}

    /**
     * The lane claims again.
     *
     * @param stop the id of the order to stop that is over
     */
    record LaneResumed(int lane, @JsonUnwrapped Order order, String stop, Instant at)
            implements OfLane {}

    /**
     * Another fleet file decides in the lane.
     *
     * @param number of its version
     * @param before the number of the version that decided until now, 0 for none
     */
    record LaneFleetChanged(
            int lane,
            long number,
            String sha256,
            long before,
            @JsonUnwrapped Order order,
            Instant at)
            implements OfLane {}

    /**
     * An order for the lane is not allowed.
     *
     * @param action {@code stop} or {@code resume}
     * @param refusal for people: what is not allowed, and what is
     * @param rule by which rule of which version of the fleet file
     */
    record LaneOrderRefused(
            int lane,
            String action,
            @JsonUnwrapped Order order,
            String refusal,
            String rule,
            Instant at)
            implements OfLane {}

    /**
     * An order for the pool, or for a runner of it, is not allowed.
     *
     * @param action {@code pause}, {@code resume} or {@code drain}
     * @param refusal for people: what is not allowed, and what is
     * @param rule by which rule of which version of the fleet file
     */
    record PoolOrderRefused(
            Pool pool,
            String action,
            @JsonUnwrapped Order order,
            String refusal,
            String rule,
            Instant at)
            implements OfPool {}

    /** Nothing of the pool is claimed any more. */
    record PoolPaused(Pool pool, @JsonUnwrapped Order order, Instant at) implements OfPool {}

    /** The pool is claimed from again. */
    record PoolResumed(Pool pool, @JsonUnwrapped Order order, Instant at) implements OfPool {}
}
