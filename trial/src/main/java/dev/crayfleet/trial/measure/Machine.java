package dev.crayfleet.trial.measure;

import java.lang.management.ManagementFactory;

/** Where something was measured. */
public record Machine(int cores, String system, String java) {
    public static Machine here() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Runtime.version().toString());
    }

    /** The load average over a minute; below 0 where the system does not say. */
    public static double load() {
        return Rounding.to1(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
