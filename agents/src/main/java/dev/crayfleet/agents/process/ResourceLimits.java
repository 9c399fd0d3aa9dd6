package dev.crayfleet.agents.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the system holds an agent to. Zero is no limit. The system's own limits are set by {@code
 * prlimit}, where it is there; number and memory of all processes together are watched besides. The
 * system counts processes for each user, with all else that user runs, and never those of root: so
 * it is told a number only where agents have a user of their own.
 *
 * @param cpu processor time of each process
 * @param memoryBytes of each process, and of all of them together
 * @param processes at the same time
 * @param user whom agents run as; absent for the runner's own
 */
public record ResourceLimits(
        Duration cpu, long memoryBytes, int processes, @Nullable SystemUser user) {
    /** 128 and SIGXCPU. */
    private static final int CPU_EXCEEDED = 152;

    /** More than a Gateway has, with all that it starts for itself. */
    private static final int THREADS = 200;

    public static final ResourceLimits NONE = new ResourceLimits(Duration.ZERO, 0, 0, null);

    /**
     * @throws IllegalArgumentException if a number is below 0
     */
    public ResourceLimits {
        if (cpu.isNegative() || memoryBytes < 0 || processes < 0) {
            throw new IllegalArgumentException("a limit of an agent is below 0");
        }
    }

    /** Lets agents that are another user read and write what the runner made for them. */
    public void give(Path folder) throws IOException {
        if (user != null) {
            user.give(folder);
        }
    }

    /**
     * Writes a file that only agents read, though they write where it is to be: so it is made where
     * they do not, and put in its place when it is theirs.
     *
     * @param aside where nobody but the runner writes, on the same disk
     * @param file replaced, if it is there
     * @return the file
     */
    public Path place(String text, Path aside, Path file) throws IOException {
        Path made =
                Files.createTempFile(
                        aside,
                        ".made-",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(made, text);
            give(made);
            return Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    /** Whether it holds anything to a number. */
    public boolean limits() {
        return cpu.isPositive() || watched();
    }

    boolean watched() {
        return memoryBytes > 0 || processes > 0;
    }

    /** What is too much, for people; empty where nothing is. */
    Optional<String> excess(ProcessTree.Size size) {
        if (processes > 0 && size.processes() > processes) {
            return Optional.of(
                    "it had %d processes, and %d are allowed (process-limit)."
                            .formatted(size.processes(), processes));
        }
        if (memoryBytes > 0 && size.memoryBytes() > memoryBytes) {
            return Optional.of(
                    "it took %,d MiB of memory, and %,d are allowed (memory-limit-mb)."
                            .formatted(size.memoryBytes() >> 20, memoryBytes >> 20));
        }
        return Optional.empty();
    }

    /**
     * For one process that works for many agents, and longer than any: it is not ended with its
     * first minute of work, and its own threads, which the system takes for processes, are not
     * theirs.
     */
    public ResourceLimits ofMany() {
        return new ResourceLimits(
                Duration.ZERO, memoryBytes, processes == 0 ? 0 : processes + THREADS, user);
    }

    /** What of it works in a folder takes too much of, for people; empty where it does not. */
    public Optional<String> excess(ProcessTree tree, Path folder) {
        ProcessTree.Size size = tree.size(folder);
        return cpu.isPositive() && size.mostCpu().compareTo(cpu) > 0
                ? Optional.of(cpuExceeded())
                : excess(size);
    }

    /** What is too much, where a program ended with such a code; empty where nothing was. */
    Optional<String> excess(int exit) {
        return cpu.isPositive() && exit == CPU_EXCEEDED
                ? Optional.of(cpuExceeded())
                : Optional.empty();
    }

    private String cpuExceeded() {
        return "it used its %d s of processor time (cpu-limit)."
                .formatted(Math.max(1, cpu.toSeconds()));
    }

    /**
     * The command with all that goes before it: a session of its own, so that Ctrl-C in the
     * runner's terminal does not reach the agent before the runner has decided; and bound to the
     * runner's life, where the system has the programs for that.
     */
    List<String> wrap(List<String> words) {
        List<String> all = new ArrayList<>();
        program("setsid").ifPresent(all::add);
        program("prlimit").ifPresent(prlimit -> limits(prlimit, all));
        program("setpriv")
                .ifPresent(setpriv -> {
                    all.add(setpriv);
                    if (user != null) {
                        all.addAll(
                                List.of(
                                        "--reuid",
                                        user.name(),
                                        "--regid",
                                        user.group(),
                                        "--init-groups"));
                    }
                    all.addAll(List.of("--pdeathsig", "KILL", "--"));
                });
        all.addAll(words);
        return all;
    }

    private void limits(String prlimit, List<String> all) {
        List<String> options = new ArrayList<>();
        if (cpu.isPositive()) {
            // The first limit says what it is, the second cannot be refused.
            long seconds = Math.max(1, cpu.toSeconds());
            options.add("--cpu=%d:%d".formatted(seconds, seconds + 2));
        }
        if (memoryBytes > 0) {
            // Address space would be the wrong thing to limit: Node.js reserves it by the gigabyte.
            options.add("--data=" + memoryBytes);
        }
        if (processes > 0 && user != null) {
            options.add("--nproc=" + (long) processes * user.agents());
        }
        if (!options.isEmpty()) {
            all.add(prlimit);
            all.add("--core=0");
            all.addAll(options);
            all.add("--");
        }
    }

    static Optional<String> program(String name) {
        return Stream.of("/usr/bin", "/bin")
                .map(folder -> folder + File.separator + name)
                .filter(file -> Files.isExecutable(Path.of(file)))
                .findFirst();
    }
}
