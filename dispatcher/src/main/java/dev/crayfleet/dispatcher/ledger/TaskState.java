package dev.crayfleet.dispatcher.ledger;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.fleet.gate.ApprovalNeed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a task is that has not ended. Each state carries only what belongs to it.
 *
 * <pre>
 *                 ┌───────────── back-off over ────────────┐
 *                 ▼                                        │
 * submitted ─► Queued ──► Claimed ──► Running ──► FinishedTask (succeeded, failed)
 *                │            │           │                │
 *                │            └───────────┴─────────► BackingOff
 *                └─ cancelled, expired ─► FinishedTask
 * </pre>
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TaskState.AwaitingApproval.class, name = "AwaitingApproval"),
    @JsonSubTypes.Type(value = TaskState.Queued.class, name = "Queued"),
    @JsonSubTypes.Type(value = TaskState.Claimed.class, name = "Claimed"),
    @JsonSubTypes.Type(value = TaskState.Running.class, name = "Running"),
    @JsonSubTypes.Type(value = TaskState.BackingOff.class, name = "BackingOff")
})
public sealed interface TaskState {
    /**
     * Waits until somebody approves it; then it is queued.
     *
     * @param needs who has to approve it, all of them, by the fleet file; absent where any person
     *     may
     */
    record AwaitingApproval(Instant since, @Nullable List<ApprovalNeed> needs)
            implements TaskState {
        public AwaitingApproval {
            needs = needs == null || needs.isEmpty() ? null : List.copyOf(needs);
        }

        List<ApprovalNeed> open() {
            return needs == null ? List.of() : needs;
        }

        /** How long it waits at most; empty where the settings say. */
        Optional<Duration> expiry() {
            return open().stream()
                    .map(ApprovalNeed::expires)
                    .filter(Objects::nonNull)
                    .min(Duration::compareTo);
        }
    }

    /** Waits for a slot. */
    record Queued(Instant since) implements TaskState {}

    /** One incarnation of a runner holds the task's current attempt. */
    sealed interface Held extends TaskState {
        Holder holder();

        Instant since();
    }

    /** The claim is written; the runner has not said yet that it started. */
    record Claimed(Holder holder, Instant since) implements Held {}

    /**
     * Its agent runs.
     *
     * @param waitingSince when it began to wait for what it has delegated, and to lend its slot;
     *     absent where it does not
     */
    record Running(Holder holder, String agent, Instant since, @Nullable Instant waitingSince)
            implements Held {
        /** One whose agent does not wait for another. */
        public Running(Holder holder, String agent, Instant since) {
            this(holder, agent, since, null);
        }
    }

    /**
     * An attempt failed for a reason that may pass, and the next one is not claimed before {@code
     * until}. Skipped if that time has already passed when the failure becomes known, for example
     * because the lease of a lost runner was longer.
     */
    record BackingOff(Instant until) implements TaskState {}
}
