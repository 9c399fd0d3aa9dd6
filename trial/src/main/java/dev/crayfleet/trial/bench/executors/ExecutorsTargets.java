package dev.crayfleet.trial.bench.executors;

import static dev.crayfleet.trial.measure.Markdown.say;

import dev.crayfleet.trial.bench.executors.ExecutorsReport.Growth;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Look;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Memory;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Parts;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Way;
import dev.crayfleet.trial.measure.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of the figures. A miss is said, and is no failure: machines differ. What was not
 * measured is not judged.
 */
final class ExecutorsTargets {
    static final double OVERHEAD_MS = 50;
    static final double FASTER = 10;

    /** 200 MB. */
    static final double RUNNER_MIB = 190.7;

    /** A leak of one kilobyte a task, or of a thread or a descriptor in a hundred tasks, shows. */
    static final double HEAP_KIB_A_TASK = 1;

    static final double OTHERS_A_TASK = 0.01;

    private ExecutorsTargets() {}

    static List<Target> judge(
            List<Way> ways, List<Parts> parts, List<Memory> memory, Optional<Growth> growth) {
        List<Target> targets = new ArrayList<>();
        Optional<Way> gateway = way(ways, ExecutorsReport.GATEWAY);
        gateway.ifPresent(ours -> {
            way(ways, ExecutorsReport.OWN_TURN)
                    .ifPresent(own ->
                            parts.stream()
                                    .filter(each ->
                                            each.what().equals(ours.what()) && each.atOnce() == 1)
                                    .forEach(each -> targets.add(overhead(ours, each, own))));
            way(ways, ExecutorsReport.HAND_EXEC).ifPresent(hand -> targets.add(faster(ours, hand)));
        });
        memory.stream()
                .filter(each ->
                        each.what().equals(GatewayPart.RUNNER)
                                && each.when().equals(GatewayPart.BUSY))
                .findFirst()
                .map(ExecutorsTargets::small)
                .ifPresent(targets::add);
        growth.map(ExecutorsTargets::steady).ifPresent(targets::add);
        return targets;
    }

    private static Optional<Way> way(List<Way> ways, String what) {
        return ways.stream()
                .filter(each -> each.what().equals(what) && each.atOnce() == 1)
                .findFirst();
    }

    private static Target overhead(Way ours, Parts parts, Way own) {
        double turn = own.wall().p50();
        double overhead = parts.finished().p50() - turn;
        return new Target(
                "what the executor adds to the gateway's own turn",
                say("p50 ≤ %.0f ms", OVERHEAD_MS),
                say(
                        "%.0f ms (%.0f to %.0f); %.0f ms from the submission to the result",
                        overhead, parts.finished().p50(), turn, ours.wall().p50() - turn),
                overhead <= OVERHEAD_MS);
    }

    private static Target faster(Way ours, Way hand) {
        double faster = hand.wall().p50() / ours.wall().p50();
        return new Target(
                "a task in a gateway, to openclaw agent exec by hand",
                say("≥ %.0f× faster", FASTER),
                say("%.1f×", faster),
                faster >= FASTER);
    }

    private static Target small(Memory runner) {
        return new Target(
                "memory of the " + runner.what() + ", " + runner.when(),
                say("< %.0f MiB (200 MB)", RUNNER_MIB),
                say("%.0f MiB", runner.rss()),
                runner.rss() < RUNNER_MIB);
    }

    private static Target steady(Growth growth) {
        Look before = growth.before();
        Look after = growth.after();
        boolean heap =
                before.heap() != null
                        && after.heap() != null
                        && (after.heap() - before.heap()) * 1024
                                <= HEAP_KIB_A_TASK * growth.tasks();
        return new Target(
                say("what %,d demo tasks leave behind in a runner", growth.tasks()),
                say(
                        "heap ≤ %.1f MiB, threads and descriptors ≤ %.0f",
                        HEAP_KIB_A_TASK * growth.tasks() / 1024, OTHERS_A_TASK * growth.tasks()),
                say(
                        "%s MiB, %s threads, %s descriptors",
                        before.heap() == null || after.heap() == null
                                ? "?"
                                : say("%+.1f", after.heap() - before.heap()),
                        change(before.threads(), after.threads()),
                        change(before.descriptors(), after.descriptors())),
                heap
                        && few(before.threads(), after.threads(), growth.tasks())
                        && few(before.descriptors(), after.descriptors(), growth.tasks()));
    }

    private static boolean few(@Nullable Integer before, @Nullable Integer after, int tasks) {
        return before != null && after != null && after - before <= OTHERS_A_TASK * tasks;
    }

    private static String change(@Nullable Integer before, @Nullable Integer after) {
        return before == null || after == null ? "?" : say("%+d", after - before);
    }
}
