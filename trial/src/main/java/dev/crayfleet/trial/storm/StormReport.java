package dev.crayfleet.trial.storm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The outcome of a storm. */
public final class StormReport {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final StormOptions options;
    private final StormTimes times;
    private final boolean quiet;
    private final StormCounts counts;
    private final Map<FaultKind, List<Duration>> recoveries;
    private final Map<HostilePath, Counts<HostileCount>> hostile;
    private final List<Violation> violations;

    /**
     * @param load while tasks were submitted
     * @param total with the start of the fleet and the audit
     */
    record StormTimes(Duration load, Duration total) {}

    /**
     * @param accepted tasks by path
     * @param byName what else is counted, in the report's order
     * @param faults how often each kind was injected
     */
    record StormCounts(
            Map<String, Integer> accepted,
            Map<String, Integer> byName,
            Map<FaultKind, Integer> faults) {
        static StormCounts of(SubmissionCounts submissions, FaultScheduler faults, Audit audit) {
            Map<String, Integer> accepted = new TreeMap<>();
            for (SubmissionPath path : SubmissionPath.values()) {
                accepted.put(path.label(), submissions.accepted(path));
            }
            Map<String, Integer> byName = audit.countsByName();
            byName.put("sent again on purpose", submissions.repeated());
            byName.put("HTTP asked again for want of an answer", submissions.httpRetries());
            byName.put("services that gave up on Kafka", faults.restartsForWantOfKafka());
            return new StormCounts(accepted, byName, faults.completedFaults());
        }
    }

    StormReport(
            StormOptions options,
            StormTimes times,
            boolean quiet,
            StormCounts counts,
            Map<FaultKind, List<Duration>> recoveries,
            Map<HostilePath, Counts<HostileCount>> hostile,
            List<Violation> violations) {
        this.options = options;
        this.times = times;
        this.quiet = quiet;
        this.counts = counts;
        this.recoveries = recoveries;
        this.hostile = hostile;
        this.violations = List.copyOf(violations);
    }

    StormOptions options() {
        return options;
    }

    StormTimes times() {
        return times;
    }

    StormCounts counts() {
        return counts;
    }

    /** Sorted recovery times of a kind of fault; empty if none was measured. */
    List<Duration> recoveryTimes(FaultKind kind) {
        return recoveries.getOrDefault(kind, List.of());
    }

    Map<HostilePath, Counts<HostileCount>> hostile() {
        return hostile;
    }

    /** Whether everything that was begun ended in time. */
    public boolean isQuiet() {
        return quiet;
    }

    /** Empty if every promise was kept. */
    public List<Violation> violations() {
        return violations;
    }

    /** Prints it for people. */
    public void print(PrintWriter out) {
        new StormReportPrinter(this, out).print();
    }

    /** Writes it as JSON; replaces the file. */
    public void write(Path file) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("command", options.command());
        root.put("tasks", options.tasks()).put("seed", options.seed());
        root.put("stormSeconds", seconds(times.load())).put("wholeSeconds", seconds(times.total()));
        root.put("quiet", quiet);
        root.set("accepted", JSON.valueToTree(counts.accepted()));
        root.set("counts", JSON.valueToTree(counts.byName()));
        root.set("settings", JSON.valueToTree(StormFleet.changedSettings(options)));
        ObjectNode faults = root.putObject("faults");
        for (FaultKind kind : options.faultKinds().stream().sorted().toList()) {
            List<Duration> measured = recoveryTimes(kind);
            ObjectNode fault = faults.putObject(kind.name());
            fault.put("times", counts.faults().getOrDefault(kind, 0))
                    .put("measured", measured.size());
            if (!measured.isEmpty()) {
                fault.put("p50Seconds", seconds(percentile(measured, 50)))
                        .put("p99Seconds", seconds(percentile(measured, 99)))
                        .put("maxSeconds", seconds(percentile(measured, 100)));
            }
        }
        ObjectNode inputs = root.putObject("hostile");
        hostile.forEach(
                (path, ofPath) -> inputs.set(path.name(), JSON.valueToTree(ofPath.byName())));
        root.set("violations", JSON.valueToTree(violations));
        JSON.writeValue(file.toFile(), root);
    }

    /** The nearest rank of sorted times; zero if there are none. */
    static Duration percentile(List<Duration> sorted, int percent) {
        if (sorted.isEmpty()) {
            return Duration.ZERO;
        }
        int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
        return sorted.get(Math.max(1, rank) - 1);
    }

    static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
