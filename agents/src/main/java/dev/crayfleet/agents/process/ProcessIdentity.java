package dev.crayfleet.agents.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Identifies a process: pids are used again, and are different ones in another container.
 *
 * @param pid 0 for none
 * @param start in ticks since the machine started; in milliseconds since 1970 where the system does
 *     not tell
 * @param place the machine's start and the container, as far as Linux tells
 */
public record ProcessIdentity(long pid, long start, String place) {
    public static final ProcessIdentity NONE = new ProcessIdentity(0, 0, "");

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");

    public static ProcessIdentity of(long pid) {
        return new ProcessIdentity(pid, start(pid), here());
    }

    public static ProcessIdentity ofThis() {
        return of(ProcessHandle.current().pid());
    }

    /**
     * Whether it belongs to another container or machine, whose processes cannot be seen from here.
     */
    public boolean runsElsewhere() {
        return !place.equals(here());
    }

    /** Whether it does not run any more for certain; false where it runs elsewhere. */
    public boolean hasEnded() {
        return !runsElsewhere() && (start < 0 || start(pid) != start);
    }

    /** Whether it runs here, and its pid is not another process's by now. */
    public boolean stillRuns() {
        return pid > 0 && start > 0 && !runsElsewhere() && start(pid) == start;
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
            return Files.readString(BOOT_ID).strip() + " " + Files.readSymbolicLink(PID_NAMESPACE);
        } catch (IOException | UnsupportedOperationException noLinux) {
            return "";
        }
    }
}
