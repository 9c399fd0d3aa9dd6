package dev.crayfleet.trial.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Resources that processes use, from {@code /proc}; empty on systems without it. */
public final class ProcessCounts {
    private static final Path PROC = Path.of("/proc");

    /** Unit of the times in {@code /proc}: USER_HZ, independent of the kernel's timer frequency. */
    private static final long TICKS_PER_SECOND = 100;

    // Positions in /proc/<pid>/stat after the name in parentheses.
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int CHILDREN_USER_TICKS = 13;
    private static final int CHILDREN_SYSTEM_TICKS = 14;

    private ProcessCounts() {}

    /** Processor time of a process and its descendants, ended ones included. */
    public static Optional<Duration> cpuTime(ProcessHandle root) {
        List<ProcessHandle> all = withDescendants(root);
        long ticks = 0;
        for (ProcessHandle each : all) {
            Optional<String[]> stat = stat(each.pid());
            if (stat.isEmpty()) {
                if (each.equals(root)) {
                    return Optional.empty();
                }
                continue;
            }
            for (int field :
                    new int[] {
                        USER_TICKS, SYSTEM_TICKS, CHILDREN_USER_TICKS, CHILDREN_SYSTEM_TICKS
                    }) {
                ticks += Long.parseLong(stat.get()[field]);
            }
        }
        return Optional.of(ofTicks(ticks));
    }

    /** Processor time of a process's children that have ended. */
    public static Optional<Duration> cpuTimeOfEndedChildren(ProcessHandle process) {
        return stat(process.pid())
                .map(fields ->
                        ofTicks(
                                Long.parseLong(fields[CHILDREN_USER_TICKS])
                                        + Long.parseLong(fields[CHILDREN_SYSTEM_TICKS])));
    }

    /** Resident memory of processes and their descendants, MiB. */
    public static double residentMib(List<ProcessHandle> roots) {
        return Rounding.to1(
                allProcesses(roots)
                        .mapToDouble(each -> ProcessMemory.residentMib(each.pid()))
                        .sum());
    }

    /** Number of these processes and their descendants. */
    public static int processCount(List<ProcessHandle> roots) {
        return (int) allProcesses(roots).count();
    }

    public static OptionalInt threads(long pid) {
        return entryCount(pid, "task");
    }

    /** Open files, pipes and sockets. */
    public static OptionalInt descriptors(long pid) {
        return entryCount(pid, "fd");
    }

    private static Stream<ProcessHandle> allProcesses(List<ProcessHandle> roots) {
        return roots.stream()
                .flatMap(root -> withDescendants(root).stream())
                .filter(ProcessHandle::isAlive);
    }

    private static List<ProcessHandle> withDescendants(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }

    private static OptionalInt entryCount(long pid, String folder) {
        Path path = PROC.resolve(pid + "/" + folder);
        if (!Files.isDirectory(path)) {
            return OptionalInt.empty();
        }
        try (Stream<Path> entryCount = Files.list(path)) {
            return OptionalInt.of((int) entryCount.count());
        } catch (IOException goneOrSomebodyElses) {
            return OptionalInt.empty();
        }
    }

    private static Optional<String[]> stat(long pid) {
        try {
            String stat =
                    Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields.length > CHILDREN_SYSTEM_TICKS ? Optional.of(fields) : Optional.empty();
        } catch (IOException goneOrElsewhere) {
            return Optional.empty();
        }
    }

    private static Duration ofTicks(long ticks) {
        return Duration.ofMillis(ticks * 1_000 / TICKS_PER_SECOND);
    }
}
