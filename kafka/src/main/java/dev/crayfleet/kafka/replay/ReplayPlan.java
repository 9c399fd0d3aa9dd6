package dev.crayfleet.kafka.replay;

import dev.crayfleet.contract.TaskId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a replay would do, with nothing done yet.
 *
 * @param tasks that were found, in the order in which they ended
 */
public record ReplayPlan(List<PlannedReplay> tasks) {
    /** One task that was found, and what is done with it. */
    public record PlannedReplay(EndedTask task, Verdict verdict) {}

    public ReplayPlan {
        tasks = List.copyOf(tasks);
    }

    /**
     * What was done, where some of the tasks could not be replayed any more.
     *
     * @param gone ids of those tasks
     */
    public ReplayPlan without(Collection<TaskId> gone) {
        Set<TaskId> missing = Set.copyOf(gone);
        return new ReplayPlan(
                tasks.stream()
                        .map(each ->
                                missing.contains(each.task().id())
                                        ? new PlannedReplay(each.task(), Verdict.Gone.RECORD)
                                        : each)
                        .toList());
    }

    /** The same without the others. */
    public ReplayPlan only(Predicate<EndedTask> condition) {
        return new ReplayPlan(tasks.stream().filter(each -> condition.test(each.task())).toList());
    }

    /** How many of the tasks have this kind of verdict. */
    public int count(Class<? extends Verdict> verdict) {
        return Math.toIntExact(
                tasks.stream().filter(each -> verdict.isInstance(each.verdict())).count());
    }

    /** The tasks that are replayed, and then the others. */
    public List<PlannedReplay> replaysFirst() {
        return tasks.stream()
                .sorted(
                        Comparator.comparing((PlannedReplay each) ->
                                !(each.verdict() instanceof Verdict.Replay)))
                .toList();
    }

    /** How many tasks are replayed. */
    public int replays() {
        return count(Verdict.Replay.class);
    }
}
