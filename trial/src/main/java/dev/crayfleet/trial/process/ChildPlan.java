package dev.crayfleet.trial.process;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a JVM of its own is started, the same each time it is.
 *
 * @param name of its folder, its log and for people; unique in a fleet
 * @param main the class that is run
 * @param arguments for it
 * @param heapMb at most, in MiB, at least 32
 * @param options of the JVM, besides
 * @param settings its system properties; of a stage, by their names in docs/configuration.md
 * @param health answers 200 when it is well; absent where it writes the line {@code READY} instead
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
     * @throws IllegalArgumentException if the heap is too small for any of them
     */
    public ChildPlan {
        arguments = List.copyOf(arguments);
        options = List.copyOf(options);
        settings = Map.copyOf(settings);
        if (heapMb < 32) {
            throw new IllegalArgumentException("a heap of " + heapMb + " MiB is too small");
        }
    }

    /** The same with more settings, which win. */
    public ChildPlan with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(more);
        return new ChildPlan(name, main, arguments, heapMb, options, all, health);
    }
}
