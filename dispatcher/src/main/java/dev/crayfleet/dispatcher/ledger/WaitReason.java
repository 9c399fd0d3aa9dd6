package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.ReadableTimes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a task waits, as far as the ledger knows. */
public sealed interface WaitReason {
    /** A sentence for people, without a full stop. */
    String sentence(Instant now);

    /** A word for programs. */
    default String word() {
        return switch (this) {
            case NeedsApproval reason -> "needs-approval";
            case OnHold reason -> reason.pool() == null ? "fleet-stopped" : "pool-paused";
            case BacksOff reason -> "backs-off";
            case NoRunner reason -> "no-runner";
            case RunnersUnheard reason -> "runners-unheard";
            case RunnersDrain reason -> "runners-drain";
            case RunnersOlder reason -> "runners-older";
            case RunnersQuarantined reason -> "runners-quarantined";
            case RunnersBusy reason -> "runners-busy";
            case MemoryInUse reason -> "memory-in-use";
            case RequesterLimited reason -> "requester-limit";
            case ModelLimited reason -> "model-limit";
            case RunnerSuspected reason -> "kept-apart";
            case TurnComes reason -> "its-turn-comes";
        };
    }

    /**
     * Somebody has to approve it.
     *
     * @param by roles of the fleet file whose members do; empty where any person may
     */
    record NeedsApproval(List<String> by) implements WaitReason {
        public NeedsApproval {
            by = List.copyOf(by);
        }

        @Override
        public String sentence(Instant now) {
            return "it waits until somebody%s approves it"
                    .formatted(by.isEmpty() ? "" : " of the role " + String.join(" or ", by));
        }
    }

    /**
     * @param pool that is paused; absent where the whole fleet is stopped
     * @param order to stop or to pause
     */
    record OnHold(@Nullable Pool pool, Order order, Instant since) implements WaitReason {
        @Override
        public String sentence(Instant now) {
            return "%s %s by %s; it waits until somebody resumes %s"
                    .formatted(
                            pool == null ? "the fleet was stopped" : "pool " + pool + " was paused",
                            ReadableTimes.ago(since, now),
                            order.byAndWhy(),
                            pool == null ? "the fleet" : "the pool");
        }
    }

    /**
     * @param why the last attempt failed
     */
    record BacksOff(Instant until, @Nullable String why) implements WaitReason {
        @Override
        public String sentence(Instant now) {
            return "it is tried again %s%s"
                    .formatted(ReadableTimes.ago(until, now), why == null ? "" : ", after: " + why);
        }
    }

    /**
     * @param lost whether runners served it that are lost now
     */
    record NoRunner(Pool pool, boolean lost) implements WaitReason {
        @Override
        public String sentence(Instant now) {
            if (lost) {
                return "all runners of pool %s are lost; it waits until one comes back"
                        .formatted(pool);
            }
            return "no runner serves pool %s; it waits until one does. %s"
                    .formatted(
                            pool,
                            pool.equals(Pool.DEFAULT)
                                    ? "Has a runner been started, and its agent?"
                                    : "Is the name right?");
        }
    }

    /** Another dispatcher had the lane before; no runner has spoken to this one yet. */
    record RunnersUnheard(Pool pool) implements WaitReason {
        @Override
        public String sentence(Instant now) {
            return "the dispatcher has just begun to hear of the runners of pool %s"
                    .formatted(pool);
        }
    }

    /** Those that live take no more tasks. */
    record RunnersDrain(Pool pool) implements WaitReason {
        @Override
        public String sentence(Instant now) {
            return "the runners of pool %s are stopping, and take no more tasks".formatted(pool);
        }
    }

    /** It is to be run restricted, and they do not know what that is. */
    record RunnersOlder(Pool pool) implements WaitReason {
        @Override
        public String sentence(Instant now) {
            return "it is to be run restricted, and no runner of pool %s has said that it can: upgrade one, or start it again if that was done before the dispatcher's upgrade"
                    .formatted(pool);
        }
    }

    /**
     * @param count how many
     * @param until when the first of them is tried again
     * @param requester whether only tasks of this requester are kept from them
     */
    record RunnersQuarantined(Pool pool, int count, Instant until, boolean requester)
            implements WaitReason {
        @Override
        public String sentence(Instant now) {
            return "%s of pool %s %s in quarantine%s, because task after task failed there; one is tried %s"
                    .formatted(
                            count == 1 ? "the only runner" : "all " + count + " runners",
                            pool,
                            count == 1 ? "is" : "are",
                            requester ? " for this requester" : "",
                            until.isAfter(now) ? ReadableTimes.ago(until, now) : "now");
        }
    }

    /**
     * @param slots that they have
     * @param ahead tasks that come before it
     */
    record RunnersBusy(Pool pool, int slots, int ahead) implements WaitReason {
        @Override
        public String sentence(Instant now) {
            return "%s of pool %s %s busy, and %s"
                    .formatted(
                            slots == 1 ? "the only slot" : "all " + slots + " slots",
                            pool,
                            slots == 1 ? "is" : "are",
                            tasksAhead(ahead));
        }
    }

    /** Its agent keeps what it notes down, so that it does one task after the other. */
    record MemoryInUse(Pool pool, int ahead) implements WaitReason {
        @Override
        public String sentence(Instant now) {
            return "%s keeps its memory, so that it does one task after the other, and %s"
                    .formatted(pool, tasksAhead(ahead));
        }
    }

    /** As many tasks of its requester run as may. */
    record RequesterLimited(Pool pool) implements WaitReason {
        @Override
        public String sentence(Instant now) {
            return "as many tasks of its requester run in pool %s as may at a time".formatted(pool);
        }
    }

    /** As many tasks of its model run as may. */
    record ModelLimited(String model) implements WaitReason {
        @Override
        public String sentence(Instant now) {
            return "as many tasks of model %s run as may at a time".formatted(model);
        }
    }

    /** A runner died of it, perhaps: what runs beside it must not be endangered. */
    record RunnerSuspected() implements WaitReason {
        @Override
        public String sentence(Instant now) {
            return "a runner died with it, so it waits for one without another such task";
        }
    }

    /** Nothing but those before it. */
    record TurnComes(int ahead) implements WaitReason {
        @Override
        public String sentence(Instant now) {
            return ahead == 0
                    ? "a slot is free for it"
                    : "a slot is free, and " + tasksAhead(ahead);
        }
    }

    private static String tasksAhead(int ahead) {
        return switch (ahead) {
            case 0 -> "it is the next";
            case 1 -> "1 task is before it";
            default -> "%,d tasks are before it".formatted(ahead);
        };
    }
}
