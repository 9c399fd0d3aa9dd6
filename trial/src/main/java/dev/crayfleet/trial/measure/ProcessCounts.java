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

/** What Linux counts of processes under {@code /proc}. Elsewhere nothing is known. */
public final class ProcessCounts {
    private static final Path PROC = Path.of("/proc");

    /** The same on all machines that Java 25 runs on, whatever the kernel's own clock is. */
    private static final long TICKS_PER_SECOND = 100;

    // What follows the name in parentheses in stat.
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int ENDED_USER = 13;
    private static final int ENDED_SYSTEM = 14;

    private ProcessCounts() {}

    /** Processor time of a process and of all that it started, what has ended included. */
    public static Optional<Duration> cpu(ProcessHandle root) {
        List<ProcessHandle> all = tree(root);
        long ticks = 0;
        for (ProcessHandle each : all) {
            Optional<String[]> stat = stat(each.pid());
            if (stat.isEmpty()) {
                if (each.equals(root)) {
                    return Optional.empty();
                }
                continue;
            }
            for (int field : new int[] {USER, SYSTEM, ENDED_USER, ENDED_SYSTEM}) {
                ticks += Long.parseLong(stat.get()[field]);
            }
        }
        return Optional.of(ofTicks(ticks));
    }

    /** Processor time of what a process started and that has ended. */
    public static Optional<Duration> cpuOfEnded(ProcessHandle process) {
        return stat(process.pid())
                .map(fields ->
                        ofTicks(
                                Long.parseLong(fields[ENDED_USER])
                                        + Long.parseLong(fields[ENDED_SYSTEM])));
    }

    /** Resident memory of processes, each with all that it started; MiB. */
    public static double resident(List<ProcessHandle> roots) {
        return Rounding.to1(
                trees(roots).mapToDouble(each -> ProcessMemory.resident(each.pid())).sum());
    }

    /** How many processes, each with all that it started. */
    public static int size(List<ProcessHandle> roots) {
        return (int) trees(roots).count();
    }

    public static OptionalInt threads(long pid) {
        return entries(pid, "task");
    }

    /** Open files, pipes and sockets. */
    public static OptionalInt descriptors(long pid) {
        return entries(pid, "fd");
    }

    private static Stream<ProcessHandle> trees(List<ProcessHandle> roots) {
        return roots.stream().flatMap(root -> tree(root).stream()).filter(ProcessHandle::isAlive);
    }

    private static List<ProcessHandle> tree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }

    private static OptionalInt entries(long pid, String folder) {
        Path path = PROC.resolve(pid + "/" + folder);
        if (!Files.isDirectory(path)) {
            return OptionalInt.empty();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return OptionalInt.of((int) entries.count());
        } catch (IOException goneOrSomebodyElses) {
            return OptionalInt.empty();
        }
    }

    private static Optional<String[]> stat(long pid) {
        try {
            String stat =
                    Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields.length > ENDED_SYSTEM ? Optional.of(fields) : Optional.empty();
        } catch (IOException goneOrElsewhere) {
            return Optional.empty();
        }
    }

    private static Duration ofTicks(long ticks) {
        return Duration.ofMillis(ticks * 1_000 / TICKS_PER_SECOND);
    }
}
