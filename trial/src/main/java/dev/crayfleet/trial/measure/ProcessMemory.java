package dev.crayfleet.trial.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory of another Java process, MiB. */
public final class ProcessMemory {
    private static final Pattern RESIDENT_KB = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** Used memory of a generation, for every collector; the metaspace after them is left out. */
    private static final Pattern USED_KB =
            Pattern.compile("total (?:reserved )?\\d+K[^\\n]*? used (\\d+)K");

    private static final long COMMAND_TIMEOUT_S = 30;

    private ProcessMemory() {}

    /**
     * @throws IllegalStateException if it cannot be read
     */
    public static double residentMib(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try {
            if (Files.isReadable(status)) {
                Matcher found = RESIDENT_KB.matcher(Files.readString(status));
                if (found.find()) {
                    return mib(found.group(1));
                }
            }
            return mib(outputOf("ps", "-o", "rss=", "-p", Long.toString(pid)).strip());
        } catch (IOException | NumberFormatException e) {
            throw new IllegalStateException("the memory of process " + pid + " is unknown", e);
        }
    }

    /**
     * The used heap.
     *
     * @param collect whether to run a garbage collection first; without it, garbage is included
     * @return empty where there is no jcmd, or the process does not answer it
     */
    public static OptionalDouble usedHeapMib(long pid, boolean collect) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            if (collect) {
                outputOf(jcmd, Long.toString(pid), "GC.run");
            }
            return parseUsedHeap(outputOf(jcmd, Long.toString(pid), "GC.heap_info"));
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    /** Parses the output of {@code GC.heap_info}. */
    static OptionalDouble parseUsedHeap(String info) {
        int classes = info.indexOf("Metaspace");
        Matcher found = USED_KB.matcher(classes < 0 ? info : info.substring(0, classes));
        double sum = 0;
        boolean any = false;
        while (found.find()) {
            sum += mib(found.group(1));
            any = true;
        }
        return any ? OptionalDouble.of(Rounding.to1(sum)) : OptionalDouble.empty();
    }

    private static double mib(String kib) {
        return Rounding.to1(Long.parseLong(kib) / 1024.0);
    }

    private static String outputOf(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_TIMEOUT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(command[0] + " failed: " + output);
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
