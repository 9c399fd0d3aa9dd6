package dev.crayfleet.trial.measure;

import java.lang.management.ManagementFactory;

/** The machine on which something was measured. */
public record Machine(int cores, String system, String java) {
    public static Machine current() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Runtime.version().toString());
    }

    /** The load average over a minute; negative where the system does not provide it. */
    public static double loadAverage() {
        return Rounding.to1(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
