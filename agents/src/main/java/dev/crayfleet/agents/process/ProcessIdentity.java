package dev.crayfleet.agents.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Names a process for good: numbers are used again, and are others in another container.
 *
 * @param pid 0 for none
 * @param start in ticks since the machine started; in milliseconds since 1970 where that is not
 *     told
 * @param place the machine's start and the container, as far as Linux tells
 */
public record ProcessIdentity(long pid, long start, String place) {
    public static final ProcessIdentity NONE = new ProcessIdentity(0, 0, "");

    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path CONTAINER = Path.of("/proc/self/ns/pid");

    public static ProcessIdentity of(long pid) {
        return new ProcessIdentity(pid, start(pid), here());
    }

    public static ProcessIdentity ofThis() {
        return of(ProcessHandle.current().pid());
    }

    /** Whether it runs, or ran, where processes cannot be seen from here: in another container. */
    public boolean elsewhere() {
        return !place.equals(here());
    }

    /** Whether it surely does not run any more. What is elsewhere cannot be known. */
    public boolean gone() {
        return !elsewhere() && (start < 0 || start(pid) != start);
    }

    /** Whether it is here, and still the same. */
    public boolean there() {
        return pid > 0 && start > 0 && !elsewhere() && start(pid) == start;
    }

    /** -1 where there is no such process. */
    private static long start(long pid) {
        long ticks = ProcFile.start(pid);
        return ticks >= 0
                ? ticks
                : ProcessHandle.of(pid)
                        .flatMap(process -> process.info().startInstant())
                        .map(Instant::toEpochMilli)
                        .orElse(-1L);
    }

    private static String here() {
        try {
            return Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(CONTAINER);
        } catch (IOException | UnsupportedOperationException noLinux) {
            return "";
        }
    }
}
