package dev.crayfleet.trial.bench.executors;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.crayfleet.trial.measure.Latency;
import dev.crayfleet.trial.measure.Machine;
import dev.crayfleet.trial.measure.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one run has measured. Times are milliseconds, memory is MiB.
 *
 * @param growth absent where it was not looked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExecutorsReport(
        Setup setup,
        List<Target> targets,
        List<Way> ways,
        List<Parts> parts,
        List<Memory> memory,
        @Nullable Growth growth) {
    static final String HAND_EXEC = "openclaw agent exec, by hand";
    static final String HAND_AGENT = "openclaw agent, by hand";
    static final String OWN_TURN = "the gateway's own turn";
    static final String EXEC = "openclaw-exec";
    static final String GATEWAY = "openclaw-gateway";

    /**
     * @param openclaw its version
     * @param loadBefore of the machine, over a minute: what is above 0 is others'
     */
    record Setup(
            String at,
            String command,
            Machine machine,
            String openclaw,
            int runnerHeapMb,
            double loadBefore,
            double loadAfter,
            double seconds) {}

    /**
     * One way to have the same task done.
     *
     * @param atOnce so many at a time
     * @param wall of one task, from when it is asked for to its result
     * @param perMinute tasks
     * @param cpuMs of one task, all processes but those of Kafka and the dispatcher; absent where
     *     the system does not say
     * @param runnerCpuMs the runner's own part of it; absent where there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Way(
            String what,
            int atOnce,
            Latency wall,
            double perMinute,
            @Nullable Double cpuMs,
            @Nullable Double runnerCpuMs) {}

    /**
     * Where the time of a task goes.
     *
     * @param claimed from its submission to the dispatcher's decision
     * @param started from there to the agent's start: Kafka, and the workspace
     * @param finished from there to the agent's end: the executor
     * @param seen from there to its result being read: Kafka, the dispatcher, Kafka
     */
    record Parts(
            String what,
            int atOnce,
            Latency claimed,
            Latency started,
            Latency finished,
            Latency seen) {}

    /**
     * @param rss resident, of all processes of it
     * @param processes so many
     */
    record Memory(String what, String when, int processes, double rss) {}

    /** A runner, before and after many tasks. */
    record Growth(int tasks, Look before, Look after) {}

    /**
     * A runner at rest.
     *
     * @param heap in use after a collection, MiB; absent where it could not be asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Look(
            @Nullable Double heap,
            @Nullable Integer threads,
            @Nullable Integer descriptors,
            double rss) {}

    void write(Path file) throws IOException {
        new ObjectMapper()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .writeValue(file.toFile(), this);
    }
}
