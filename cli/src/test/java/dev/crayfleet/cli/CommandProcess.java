package dev.crayfleet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The command, run as a process of its own with a small heap, and what that took.
 *
 * @param code with which it ended
 * @param out its standard output
 * @param err its standard error
 * @param took from before the process was started until it had ended
 * @param cpu of the processors, as far as was seen; says more where others use them as well
 * @param peakBytes most memory that was resident; -1 where the system does not say
 */
record CommandProcess(
        int code, String out, String err, Duration took, Duration cpu, long peakBytes) {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final int LOOK_INTERVAL_MS = 20;

    /**
     * @param folder in which it is run; what it prints is kept there meanwhile
     * @param heap as Java's option has it, {@code 96m}
     */
    static CommandProcess run(Path folder, String heap, String... words)
            throws IOException, InterruptedException {
        return run(folder, heap, Map.of(), words);
    }

    /** The same, with more in its environment. */
    static CommandProcess run(
            Path folder, String heap, Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + heap,
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Crayfleet.class.getName()));
        command.addAll(List.of(words));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        long start = System.nanoTime();
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        long peak = -1;
        Duration cpu = Duration.ZERO;
        try {
            while (!process.waitFor(LOOK_INTERVAL_MS, TimeUnit.MILLISECONDS)) {
                peak = Math.max(peak, peakBytes(process));
                cpu = process.info().totalCpuDuration().orElse(cpu);
                if (System.nanoTime() - start > TIMEOUT.toNanos()) {
                    throw new AssertionError(String.join(" ", words) + " has not ended");
                }
            }
        } finally {
            process.destroyForcibly();
        }
        return new CommandProcess(
                process.exitValue(),
                Files.readString(out),
                Files.readString(err),
                Duration.ofNanos(System.nanoTime() - start),
                cpu,
                peak);
    }

    /** Its peak so far, as Linux counts it. */
    private static long peakBytes(Process process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(-1);
        } catch (IOException | java.io.UncheckedIOException e) {
            // It has just ended, or this is no Linux.
            return -1;
        }
    }

    /** For who reads the figures. */
    CommandProcess print(String what) {
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f s, %.1f s of CPU, %,d MiB resident at most, %,d lines%n",
                what,
                took.toMillis() / 1e3,
                cpu.toMillis() / 1e3,
                peakBytes / 1024 / 1024,
                out.lines().count());
        return this;
    }
}
