package dev.crayfleet.trial.bench.executors;

import static dev.crayfleet.trial.measure.Markdown.say;

import dev.crayfleet.trial.bench.executors.ExecutorsReport.Growth;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Look;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Memory;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Parts;
import dev.crayfleet.trial.bench.executors.ExecutorsReport.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What has been measured so far; each figure is said at once, in case there is no end. */
final class Measurements {
    private final Consumer<String> progress;
    private final List<Way> ways = new ArrayList<>();
    private final List<Parts> parts = new ArrayList<>();
    private final List<Memory> memory = new ArrayList<>();
    private @Nullable Growth growth;

    Measurements(Consumer<String> progress) {
        this.progress = progress;
    }

    /** What is being done, for who waits. */
    void doing(String what) {
        progress.accept(what);
    }

    void add(Way way) {
        ways.add(way);
        progress.accept(
                say(
                        "%s, %d at once: p50 %,.0f ms, p99 %,.0f ms, mean %,.0f ms, %s of CPU each, %.1f a minute (%d)",
                        way.what(),
                        way.atOnce(),
                        way.wall().p50(),
                        way.wall().p99(),
                        way.wall().mean(),
                        way.cpuMs() == null ? "?" : say("%,.0f ms", way.cpuMs()),
                        way.perMinute(),
                        way.wall().samples()));
    }

    void add(Parts part) {
        parts.add(part);
        progress.accept(
                say(
                        "%s, %d at once: claimed after %.0f ms, started %.0f ms later, the agent %,.0f ms, its result %.0f ms later (p50)",
                        part.what(),
                        part.atOnce(),
                        part.claimed().p50(),
                        part.started().p50(),
                        part.finished().p50(),
                        part.seen().p50()));
    }

    void add(Memory one) {
        memory.add(one);
        progress.accept(say("memory of %s, %s: %.0f MiB", one.what(), one.when(), one.rss()));
    }

    void add(Growth found) {
        growth = found;
        progress.accept(
                say(
                        "%,d demo tasks: from %s to %s",
                        found.tasks(), words(found.before()), words(found.after())));
    }

    private static String words(Look look) {
        return say(
                "heap %s MiB, %s threads, %s descriptors",
                known(look.heap()), known(look.threads()), known(look.descriptors()));
    }

    private static String known(@Nullable Number number) {
        return number == null ? "?" : number.toString();
    }

    List<Way> ways() {
        return List.copyOf(ways);
    }

    List<Parts> parts() {
        return List.copyOf(parts);
    }

    List<Memory> memory() {
        return List.copyOf(memory);
    }

    Optional<Growth> growth() {
        return Optional.ofNullable(growth);
    }
}
