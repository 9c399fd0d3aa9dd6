package dev.crayfleet.cli.doctor;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs all checks at the same time, so that one that gets no answer costs the others nothing, and
 * ends when the time is over.
 */
public final class Doctor {
    /** How long it may take altogether. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    private Doctor() {}

    /**
     * What was found in one area.
     *
     * @param area a heading
     */
    public record Section(String area, List<Finding> findings) {
        public Section {
            findings = List.copyOf(findings);
        }
    }

    /** Looks at everything that the subject names. Returns within {@link #TIMEOUT}. */
    public static List<Section> examine(Subject subject) throws InterruptedException {
        return run(subject.checks(), TIMEOUT);
    }

    static List<Section> run(List<Check> checks, Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        // Not closed at the end: that waits for a check that cannot be interrupted.
        ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().name("doctor-", 0).daemon().factory());
        try {
            Map<Check, Future<List<Finding>>> running = new LinkedHashMap<>();
            checks.forEach(check -> running.put(check, threads.submit(check::run)));
            List<Section> sections = new ArrayList<>();
            for (Map.Entry<Check, Future<List<Finding>>> each : running.entrySet()) {
                sections.add(
                        new Section(
                                each.getKey().area(), await(each.getValue(), deadline, timeout)));
            }
            return List.copyOf(sections);
        } finally {
            threads.shutdownNow();
        }
    }

    /** What the check threw, in its own words where it has some. */
    private static String reason(ExecutionException e) {
        Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
        return Objects.requireNonNullElse(cause.getMessage(), "it gave no reason");
    }

    private static List<Finding> await(
            Future<List<Finding>> findings, Deadline deadline, Duration timeout)
            throws InterruptedException {
        try {
            return findings.get(Math.max(1, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return List.of(
                    Finding.error(
                            "This was not looked at to the end within %s: something there does not answer."
                                    .formatted(ReadableTimes.duration(timeout))));
        } catch (ExecutionException e) {
            return List.of(Finding.error("This could not be looked at: %s".formatted(reason(e))));
        }
    }
}
