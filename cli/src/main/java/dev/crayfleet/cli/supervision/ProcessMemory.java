package dev.crayfleet.cli.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory a process has, as far as Linux tells. */
public final class ProcessMemory {
    private static final Pattern RSS = Pattern.compile("(?m)^VmRSS:\\s+(\\d{1,15}) kB$");
    private static final int KIB_PER_MIB = 1024;

    private ProcessMemory() {}

    /** In MiB; empty where it is not known. */
    public static Optional<Long> mib(long pid) {
        try {
            Matcher found = RSS.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
            return found.find()
                    ? Optional.of(Long.parseLong(found.group(1)) / KIB_PER_MIB)
                    : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}
