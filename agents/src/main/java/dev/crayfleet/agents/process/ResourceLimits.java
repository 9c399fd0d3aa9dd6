package dev.crayfleet.agents.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent may take of the machine. Zero is no limit. The system's own limits are set by
 * {@code prlimit}, where that program is installed; number and memory of all processes together are
 * checked by the runner besides. The system counts processes for each user, with all else that user
 * runs, and never limits root: so it is given a number only where agents have a user of their own.
 *
 * @param cpu processor time of each process
 * @param memoryBytes of each process, and of all of them together
 * @param fileBytes of each file that it writes, where {@code prlimit} is installed
 * @param processes at the same time
 * @param user whom agents run as; absent for the runner's own
 */
public record ResourceLimits(
        Duration cpu, long memoryBytes, long fileBytes, int processes, @Nullable SystemUser user) {
    /** 128 and SIGXCPU. */
    private static final int CPU_EXCEEDED_EXIT_CODE = 152;

    /** 128 and SIGXFSZ. */
    private static final int FILE_EXCEEDED_EXIT_CODE = 153;

    /** More threads than a Gateway has, with all that it starts for itself. */
    private static final int GATEWAY_THREADS = 200;

    public static final ResourceLimits NONE = new ResourceLimits(Duration.ZERO, 0, 0, 0, null);

    /**
     * @throws IllegalArgumentException if a number is below 0
     */
    public ResourceLimits {
        if (cpu.isNegative() || memoryBytes < 0 || fileBytes < 0 || processes < 0) {
            throw new IllegalArgumentException("a limit of an agent is below 0");
        }
    }

    /** The same for agents that are a user; absent for the runner's own. */
    public ResourceLimits as(@Nullable SystemUser other) {
        return new ResourceLimits(cpu, memoryBytes, fileBytes, processes, other);
    }

    /** Lets agents that are another user read and write what the runner made for them. */
    public void giveOwnership(Path folder) throws IOException {
        if (user != null) {
            user.giveOwnership(folder);
        }
    }

    /**
     * Writes a file that only agents read, into a folder where they may write. It is written
     * elsewhere and moved into place once it is theirs, so that no link of theirs is followed.
     *
     * @param aside a folder where nobody but the runner writes, on the same disk
     * @param file replaced, if it is there
     * @return the file
     */
    public Path writeFile(String text, Path aside, Path file) throws IOException {
        Path temporary =
                Files.createTempFile(
                        aside,
                        ".made-",
                        "",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(temporary, text);
            giveOwnership(temporary);
            return Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Whether there is any limit but that of the user. */
    public boolean hasLimits() {
        return cpu.isPositive() || isWatched();
    }

    /** Whether there is a limit that the runner has to check. */
    boolean isWatched() {
        return memoryBytes > 0 || processes > 0;
    }

    /**
     * The same for one process that works for many agents and longer than any of them: its own
     * processor time is not limited, and its own threads, which the system counts as processes, are
     * allowed besides.
     */
    public ResourceLimits forSharedProcess() {
        return new ResourceLimits(
                Duration.ZERO,
                memoryBytes,
                fileBytes,
                processes == 0 ? 0 : processes + GATEWAY_THREADS,
                user);
    }

    /** Which limit the processes exceed, for people; empty where they exceed none. */
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
     * Which limit is exceeded by those processes of a tree that work in a folder, for people; empty
     * where none is.
     */
    public Optional<String> excess(ProcessTree tree, Path folder) {
        ProcessTree.Size size = tree.size(folder);
        return cpu.isPositive() && size.maxCpu().compareTo(cpu) > 0
                ? Optional.of(cpuExceeded())
                : excess(size);
    }

    /** Which limit a program exceeded that ended with such a code; empty where it did not. */
    Optional<String> excess(int exitCode) {
        if (cpu.isPositive() && exitCode == CPU_EXCEEDED_EXIT_CODE) {
            return Optional.of(cpuExceeded());
        }
        return fileBytes > 0 && exitCode == FILE_EXCEEDED_EXIT_CODE
                ? Optional.of(
                        "it wrote a file of more than %,d MiB (file-limit-mb)."
                                .formatted(fileBytes >> 20))
                : Optional.empty();
    }

    private String cpuExceeded() {
        return "it used its %d s of processor time (cpu-limit)."
                .formatted(Math.max(1, cpu.toSeconds()));
    }
}
