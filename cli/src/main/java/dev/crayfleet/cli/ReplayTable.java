package dev.crayfleet.cli;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.kafka.replay.EndedTask;
import dev.crayfleet.kafka.replay.ReplayPlan;
import dev.crayfleet.kafka.replay.ReplayPlan.PlannedReplay;
import dev.crayfleet.kafka.replay.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** What a replay of many tasks would do, as a table for people. */
final class ReplayTable {
    private static final int MAX_ROWS = 40;
    private static final int ID_CHARS = 44;
    private static final int WHY_CHARS = 70;

    private ReplayTable() {}

    /** The table with its heading; of many tasks the beginning. */
    static List<String> rows(ReplayPlan plan, Instant now) {
        List<PlannedReplay> shown = plan.replaysFirst().stream().limit(MAX_ROWS).toList();
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of("TASK", "AGENT", "ENDED", "BECOMES", "WHY"));
        for (PlannedReplay each : shown) {
            EndedTask task = each.task();
            cells.add(
                    List.of(
                            Limits.cut(task.id().value(), ID_CHARS),
                            task.pool().value(),
                            ReadableTimes.ago(task.finishedAt(), now),
                            becomes(each),
                            why(task)));
        }
        List<String> lines = new ArrayList<>(TextTable.lines(cells));
        int more = plan.tasks().size() - shown.size();
        if (more > 0) {
            lines.add("… and %,d more; --json lists all".formatted(more));
        }
        return lines;
    }

    private static String becomes(PlannedReplay each) {
        return switch (each.verdict()) {
            case Verdict.Replay replay -> Limits.cut(replay.as().value(), ID_CHARS);
            case Verdict.ReplayedBefore before ->
                    "(was replayed as " + Limits.cut(before.as().value(), ID_CHARS) + ")";
            case Verdict.Gone gone -> "(cannot be: " + gone.reason() + ")";
            case Verdict.BeyondLimit beyond -> "(beyond --limit)";
        };
    }

    private static String why(EndedTask task) {
        FailureKind failure = task.failure();
        String kind = failure == null ? "" : failure.word() + ": ";
        String what = task.status() == TaskStatus.EXPIRED ? "expired: " : kind;
        return Limits.cut(what + task.reason(), WHY_CHARS);
    }

    /** How many of which kind, in a sentence. */
    static String summary(ReplayPlan plan) {
        StringJoiner parts = new StringJoiner("; ");
        parts.add("%s found, %,d to replay".formatted(tasks(plan.tasks().size()), plan.replays()));
        add(parts, plan.count(Verdict.ReplayedBefore.class), "were replayed before (--again)");
        add(parts, plan.count(Verdict.Gone.class), "cannot be replayed any more");
        add(parts, plan.count(Verdict.BeyondLimit.class), "are beyond --limit");
        return parts.toString();
    }

    /** Of so many. */
    static String tasks(int count) {
        return count == 1 ? "1 task" : "%,d tasks".formatted(count);
    }

    private static void add(StringJoiner parts, int count, String what) {
        if (count > 0) {
            parts.add("%,d %s".formatted(count, what));
        }
    }
}
