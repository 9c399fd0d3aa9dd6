package dev.crayfleet.trial.process;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a child process is started, the same at each start.
 *
 * @param name of the process, its folder and its log; unique in a fleet
 * @param main the class whose main method is run
 * @param arguments for it
 * @param heapMb maximum heap, MiB, at least 32
 * @param options further options of the JVM
 * @param settings its system properties; of a stage, by their names in docs/configuration.md
 * @param health answers 200 when it is healthy; absent for one that prints the line {@code READY}
 *     instead
 */
public record ChildPlan(
        String name,
        Class<?> main,
        List<String> arguments,
        int heapMb,
        List<String> options,
        Map<String, String> settings,
        @Nullable URI health) {
    /**
     * @throws IllegalArgumentException if the heap is too small
     */
    public ChildPlan {
        arguments = List.copyOf(arguments);
        options = List.copyOf(options);
        settings = Map.copyOf(settings);
        if (heapMb < 32) {
            throw new IllegalArgumentException("a heap of " + heapMb + " MiB is too small");
        }
    }

    /** A copy with further settings, which replace those of the same name. */
    public ChildPlan with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return new ChildPlan(name, main, arguments, heapMb, options, all, health);
    }
}
