package dev.crayfleet.trial.bench;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a benchmark is run.
 *
 * @param command as it was typed, for the report
 * @param folder for data and logs
 * @param slots of the runner
 * @param settings further settings of dispatcher and runner
 * @param isSecured whether every task is signed, and a fleet file asked who may
 * @param parts what is measured
 */
record BenchOptions(
        String command,
        Path folder,
        Broker broker,
        int slots,
        Heaps heaps,
        Map<String, String> settings,
        boolean isSecured,
        Set<BenchPart> parts) {
    BenchOptions {
        parts = Set.copyOf(parts);
        settings = Map.copyOf(settings);
    }

    /**
     * @param address {@code host:port} of a running broker; absent starts one
     * @param lanes that its topics have or get
     */
    record Broker(@Nullable String address, int lanes) {}

    /** Maximum heaps, MiB. */
    record Heaps(int dispatcherMb, int runnerMb) {}

    boolean startsBroker() {
        return broker.address() == null;
    }
}
