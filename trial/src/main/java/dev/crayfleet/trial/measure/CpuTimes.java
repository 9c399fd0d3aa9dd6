package dev.crayfleet.trial.measure;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The processor time that processes have used so far, by name. */
public record CpuTimes(Map<String, Duration> byProcess) {
    public CpuTimes {
        byProcess = Map.copyOf(byProcess);
    }

    /** Reads it now; processes whose time the system does not provide are left out. */
    public static CpuTimes of(Map<String, ProcessHandle> processes) {
        Map<String, Duration> times = new HashMap<>();
        processes.forEach((name, process) ->
                process.info().totalCpuDuration().ifPresent(time -> times.put(name, time)));
        return new CpuTimes(times);
    }

    /**
     * What was used between two readings, rounded to three decimals.
     *
     * @param nanosPerUnit 1e6 gives milliseconds
     */
    public Map<String, Double> since(CpuTimes before, double nanosPerUnit) {
        Map<String, Double> used = new TreeMap<>();
        byProcess.forEach((name, now) -> {
            Duration spent = now.minus(before.byProcess.getOrDefault(name, now));
            used.put(name, Rounding.to3(spent.toNanos() / nanosPerUnit));
        });
        return used;
    }
}
