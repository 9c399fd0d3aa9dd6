package dev.crayfleet.kafka.replay;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.kafka.replay.ReplayPlan.PlannedReplay;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan, or what came of it, for programs: as JSON.
 *
 * @param dryRun whether nothing was done
 * @param found tasks that ended so
 * @param replayed of them, or that would be
 * @param replayedBefore of them, and so not again
 * @param impossible of them cannot be replayed
 * @param beyondLimit of them could be replayed as well
 * @param tasks those that ended first, the replayed ones before the others
 * @param tasksLeftOut how many are not among {@code tasks}
 */
public record ReplayReport(
        boolean dryRun,
        int found,
        int replayed,
        int replayedBefore,
        int impossible,
        int beyondLimit,
        List<Row> tasks,
        int tasksLeftOut) {
    /**
     * One task that was found.
     *
     * @param requester its name
     * @param prompt the beginning
     * @param replay id of the new task, where there is one
     * @param replayedBefore id of the task that repeated it before
     * @param impossible a sentence: why it is not replayed
     */
    public record Row(
            String id,
            String pool,
            TaskStatus status,
            @Nullable FailureKind failure,
            String reason,
            String requester,
            String prompt,
            Instant submittedAt,
            Instant finishedAt,
            @Nullable String replay,
            @Nullable String replayedBefore,
            @Nullable String impossible) {
        static Row of(PlannedReplay planned) {
            EndedTask task = planned.task();
            Verdict verdict = planned.verdict();
            return new Row(
                    task.id().value(),
                    task.pool().value(),
                    task.status(),
                    task.failure(),
                    task.reason(),
                    task.requester().name(),
                    task.prompt(),
                    task.submittedAt(),
                    task.finishedAt(),
                    verdict instanceof Verdict.Replay replay ? replay.as().value() : null,
                    verdict instanceof Verdict.ReplayedBefore before ? before.as().value() : null,
                    verdict instanceof Verdict.Gone gone ? gone.reason() : null);
        }
    }

    public ReplayReport {
        tasks = List.copyOf(tasks);
    }

    /**
     * @param maxTasks how many tasks are listed at most
     */
    public static ReplayReport of(ReplayPlan plan, boolean dryRun, int maxTasks) {
        List<Row> rows = plan.replaysFirst().stream().limit(maxTasks).map(Row::of).toList();
        return new ReplayReport(
                dryRun,
                plan.tasks().size(),
                plan.replays(),
                plan.count(Verdict.ReplayedBefore.class),
                plan.count(Verdict.Gone.class),
                plan.count(Verdict.BeyondLimit.class),
                rows,
                plan.tasks().size() - rows.size());
    }
}
