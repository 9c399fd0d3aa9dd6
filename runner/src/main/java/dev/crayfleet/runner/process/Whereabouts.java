package dev.crayfleet.runner.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Names a process for good: numbers are used again, and are others in another container.
 *
 * @param pid 0 for none
 * @param start in ticks since the machine started
 * @param place the machine's start and the container, as far as Linux tells
 */
public record Whereabouts(long pid, long start, String place) {
    public static final Whereabouts NONE = new Whereabouts(0, 0, "");

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path CONTAINER = Path.of("/proc/self/ns/pid");

    public static Whereabouts of(long pid) {
        return new Whereabouts(pid, ProcFile.start(pid), here());
    }

    public static Whereabouts ofThis() {
        return of(ProcessHandle.current().pid());
    }

    /** Whether it surely does not run any more. What runs elsewhere cannot be known. */
    public boolean gone() {
        if (!place.equals(here())) {
            return !place.isEmpty() && !boot(place).equals(boot(here()));
        }
        return ProcFile.start(pid) != start || start < 0;
    }

    /** Whether it is here, and still the same. */
    public boolean there() {
        return pid > 0 && start > 0 && place.equals(here()) && ProcFile.start(pid) == start;
    }

    private static String boot(String place) {
        return place.substring(0, Math.max(0, place.indexOf(' ')));
    }

    private static String here() {
        try {
            return Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(CONTAINER);
        } catch (IOException | UnsupportedOperationException noLinux) {
            return "";
        }
    }
}
