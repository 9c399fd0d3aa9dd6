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

/** What a storm has shown. */
public final class StormReport {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int SHOWN = 50;

    private final StormOptions options;
    private final Duration storm;
    private final Duration whole;
    private final boolean quiet;
    private final Map<String, Integer> ways = new TreeMap<>();
    private final Map<String, Integer> counts;
    private final Map<FaultKind, Integer> faults;
    private final Map<FaultKind, List<Duration>> recoveries;
    private final Map<HostilePath, HostileAudit.Tally> hostile;
    private final List<Violation> violations;

    StormReport(
            StormOptions options,
            Duration storm,
            Duration whole,
            boolean quiet,
            TaskSubmitter submissions,
            FaultScheduler breaker,
            Map<FaultKind, List<Duration>> recoveries,
            Audit.Counts counts,
            Map<HostilePath, HostileAudit.Tally> hostile,
            List<Violation> violations) {
        this.options = options;
        this.storm = storm;
        this.whole = whole;
        this.quiet = quiet;
        for (SubmissionPath way : SubmissionPath.values()) {
            ways.put(way.word(), submissions.accepted(way));
        }
        this.counts = counts.named();
        this.counts.put("sent again on purpose", submissions.repeated());
        this.counts.put("HTTP asked again for want of an answer", submissions.askedAgain());
        this.counts.put("services that gave up on Kafka", breaker.gaveUp());
        this.faults = breaker.done();
        this.recoveries = recoveries;
        this.hostile = hostile;
        this.violations = List.copyOf(violations);
    }

    /** Whether all that was begun came to an end in time. */
    public boolean quiet() {
        return quiet;
    }

    /** Empty if every promise was kept. */
    public List<Violation> violations() {
        return violations;
    }

    /** For people. */
    public void print(PrintWriter out) {
        out.printf(
                "A storm of %d tasks in %d s (%d s with start and counting), seed %d%n",
                options.tasks(), storm.toSeconds(), whole.toSeconds(), options.seed());
        out.println("Repeat it: " + options.command());
        out.println();
        out.println("Tasks accepted: " + ways);
        counts.forEach((name, count) -> out.printf("  %-40s %,8d%n", name, count));
        printHostile(out);
        out.println();
        out.println(
                "Faults, and the time from each until there was progress again in what it hit:");
        out.printf(
                "  %-40s %5s %9s %8s %8s %8s%n",
                "", "times", "measured", "p50 s", "p99 s", "max s");
        for (FaultKind kind : options.kinds().stream().sorted().toList()) {
            List<Duration> times = recoveries.getOrDefault(kind, List.of());
            out.printf("  %-40s %5d", kind.words(), faults.getOrDefault(kind, 0));
            if (times.isEmpty()) {
                out.printf("%10d%n", 0);
            } else {
                out.printf(
                        "%10d %8.1f %8.1f %8.1f%n",
                        times.size(),
                        seconds(percentile(times, 50)),
                        seconds(percentile(times, 99)),
                        seconds(percentile(times, 100)));
            }
        }
        out.println();
        out.println("Settings that are not the default:");
        StormFleet.deviations(options)
                .forEach((name, value) -> out.printf("  %s = %s%n", name, value));
        out.println();
        if (!quiet) {
            out.println(
                    "BROKEN it did not become quiet in time. Data and logs: " + options.folder());
        }
        violations.stream().limit(SHOWN).forEach(violation -> out.println("BROKEN " + violation));
        if (violations.size() > SHOWN) {
            out.printf("and %d more%n", violations.size() - SHOWN);
        }
        if (!violations.isEmpty()) {
            out.println(violations.size() + " violations. Data and logs: " + options.folder());
        } else if (quiet) {
            out.println("Every promise was kept.");
        }
        out.flush();
    }

    private void printHostile(PrintWriter out) {
        if (hostile.isEmpty()) {
            return;
        }
        out.println();
        out.println("Hostile inputs, and what came of them:");
        out.printf("  %-22s", "");
        new HostileAudit.Tally().named().keySet().forEach(name -> out.printf("%14s", name));
        out.println();
        hostile.forEach((inlet, tally) -> {
            out.printf("  %-22s", inlet.words());
            tally.named().values().forEach(count -> out.printf("%,14d", count));
            out.println();
        });
    }

    /** For programs; replaces the file. */
    public void write(Path file) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("command", options.command());
        root.put("tasks", options.tasks()).put("seed", options.seed());
        root.put("stormSeconds", seconds(storm)).put("wholeSeconds", seconds(whole));
        root.put("quiet", quiet);
        root.set("accepted", JSON.valueToTree(ways));
        root.set("counts", JSON.valueToTree(counts));
        root.set("settings", JSON.valueToTree(StormFleet.deviations(options)));
        ObjectNode all = root.putObject("faults");
        for (FaultKind kind : options.kinds().stream().sorted().toList()) {
            List<Duration> times = recoveries.getOrDefault(kind, List.of());
            ObjectNode fault = all.putObject(kind.name());
            fault.put("times", faults.getOrDefault(kind, 0)).put("measured", times.size());
            if (!times.isEmpty()) {
                fault.put("p50Seconds", seconds(percentile(times, 50)))
                        .put("p99Seconds", seconds(percentile(times, 99)))
                        .put("maxSeconds", seconds(percentile(times, 100)));
            }
        }
        ObjectNode inputs = root.putObject("hostile");
        hostile.forEach(
                (inlet, tally) -> inputs.set(inlet.name(), JSON.valueToTree(tally.named())));
        root.set("violations", JSON.valueToTree(violations));
        JSON.writeValue(file.toFile(), root);
    }

    /** Of sorted times, by the nearest rank; zero of none. */
    static Duration percentile(List<Duration> sorted, int percent) {
        if (sorted.isEmpty()) {
            return Duration.ZERO;
        }
        int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
        return sorted.get(Math.max(1, rank) - 1);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
