package dev.crayfleet.trial.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Java process takes, seen from outside; MiB. */
public final class ProcessMemory {
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** Of each generation, however the collector calls them; not of classes, which come after. */
    private static final Pattern USED =
            Pattern.compile("total (?:reserved )?\\d+K[^\\n]*? used (\\d+)K");

    private static final long WITHIN_S = 30;

    private ProcessMemory() {}

    /**
     * @throws IllegalStateException if the system does not say
     */
    public static double resident(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        try {
            if (Files.isReadable(status)) {
                Matcher found = RESIDENT.matcher(Files.readString(status));
                if (found.find()) {
                    return mib(found.group(1));
                }
            }
            return mib(said("ps", "-o", "rss=", "-p", Long.toString(pid)).strip());
        } catch (IOException | NumberFormatException e) {
            throw new IllegalStateException("the memory of process " + pid + " is unknown", e);
        }
    }

    /**
     * The heap in use, rubbish included unless it was collected first.
     *
     * @param collect whether to collect it first, which takes a moment
     * @return empty where there is no jcmd, or the process does not answer it
     */
    public static OptionalDouble heap(long pid, boolean collect) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            if (collect) {
                said(jcmd, Long.toString(pid), "GC.run");
            }
            return used(said(jcmd, Long.toString(pid), "GC.heap_info"));
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    /** What {@code GC.heap_info} says is in use. */
    static OptionalDouble used(String info) {
        int classes = info.indexOf("Metaspace");
        Matcher found = USED.matcher(classes < 0 ? info : info.substring(0, classes));
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

    private static String said(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(WITHIN_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
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
