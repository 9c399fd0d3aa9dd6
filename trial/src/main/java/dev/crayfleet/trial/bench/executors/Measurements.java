package dev.crayfleet.trial.bench.executors;

import static dev.crayfleet.trial.measure.Markdown.format;

import dev.crayfleet.trial.bench.executors.ExecutorsReport.GroupMemory;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.ResourceGrowth;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.RunnerResources;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.TaskCost;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.TaskPhases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what is measured, and prints each measurement at once, in case a later one fails. */
final class Measurements {
    private final Consumer<String> progress;
    private final List<TaskCost> costs = new ArrayList<>();
    private final List<TaskPhases> phases = new ArrayList<>();
    private final List<GroupMemory> memory = new ArrayList<>();
    private @Nullable ResourceGrowth growth;

    Measurements(Consumer<String> progress) {
        this.progress = progress;
    }

    /** Prints what is being done. */
    void progress(String line) {
        progress.accept(line);
    }

    void add(TaskCost cost) {
        costs.add(cost);
        progress.accept(
                format(
                        "%s, %d at once: p50 %,.0f ms, p99 %,.0f ms, mean %,.0f ms, %s of CPU each, %.1f a minute (%d)",
                        cost.what(),
                        cost.atOnce(),
                        cost.wall().p50(),
                        cost.wall().p99(),
                        cost.wall().mean(),
                        cost.cpuMs() == null ? "?" : format("%,.0f ms", cost.cpuMs()),
                        cost.perMinute(),
                        cost.wall().samples()));
    }

    void add(TaskPhases ofTask) {
        phases.add(ofTask);
        progress.accept(
                format(
                        "%s, %d at once: claimed after %.0f ms, started %.0f ms later, the agent %,.0f ms, its result %.0f ms later (p50)",
                        ofTask.what(),
                        ofTask.atOnce(),
                        ofTask.claimed().p50(),
                        ofTask.started().p50(),
                        ofTask.finished().p50(),
                        ofTask.seen().p50()));
    }

    void add(GroupMemory group) {
        memory.add(group);
        progress.accept(
                format("memory of %s, %s: %.0f MiB", group.what(), group.when(), group.rss()));
    }

    void add(ResourceGrowth measured) {
        growth = measured;
        progress.accept(
                format(
                        "%,d demo tasks: from %s to %s",
                        measured.tasks(), summary(measured.before()), summary(measured.after())));
    }

    private static String summary(RunnerResources resources) {
        return format(
                "heap %s MiB, %s threads, %s descriptors",
                orUnknown(resources.heap()),
                orUnknown(resources.threads()),
                orUnknown(resources.descriptors()));
    }

    private static String orUnknown(@Nullable Number number) {
        return number == null ? "?" : number.toString();
    }

    List<TaskCost> costs() {
        return List.copyOf(costs);
    }

    List<TaskPhases> phases() {
        return List.copyOf(phases);
    }

    List<GroupMemory> memory() {
        return List.copyOf(memory);
    }

    Optional<ResourceGrowth> growth() {
        return Optional.ofNullable(growth);
    }
}
