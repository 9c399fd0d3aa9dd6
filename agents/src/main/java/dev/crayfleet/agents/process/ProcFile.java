package dev.crayfleet.agents.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Linux says about processes under {@code /proc}. Elsewhere it says nothing. */
final class ProcFile {
    private static final Path PROC = Path.of("/proc");
    private static final String USERS = "Uid:";
    private static final int MAX_ENVIRONMENT_BYTES = 256 * 1024;
    private static final long PAGE_BYTES = 4096;

    /** Linux gives processor times in hundredths of a second on every machine of today. */
    private static final long TICK_MILLIS = 10;

    // Fields of stat, counted from the one after the name in parentheses.
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int GROUP = 2;
    private static final int SESSION = 3;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int START = 19;
    private static final int MEMORY_PAGES = 21;

    private ProcFile() {}

    private static List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        if (!Files.isDirectory(PROC)) {
            return pids;
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                pids.add(Long.valueOf(String.valueOf(process.getFileName())));
            }
        } catch (IOException | NumberFormatException noProc) {
            return pids;
        }
        return pids;
    }

    /**
     * Where a process comes from.
     *
     * @param parent its pid; 0 for none
     */
    record Lineage(long parent, long session) {
        static final Lineage NONE = new Lineage(0, 0);
    }

    /**
     * Parents and sessions of all processes, by pid, in one pass. Empty elsewhere than on Linux.
     */
    static Map<Long, Lineage> lineages() {
        Map<Long, Lineage> all = new HashMap<>();
        for (long pid : pids()) {
            stat(pid).map(ProcFile::lineage).ifPresent(lineage -> all.put(pid, lineage));
        }
        return all;
    }

    private static Lineage lineage(String[] fields) {
        try {
            return new Lineage(Long.parseLong(fields[PARENT]), Long.parseLong(fields[SESSION]));
        } catch (NumberFormatException malformed) {
            return Lineage.NONE;
        }
    }

    static boolean isZombie(long pid) {
        return stat(pid).map(f -> f[STATE].equals("Z") || f[STATE].equals("X")).orElse(false);
    }

    static long group(long pid) {
        return number(pid, GROUP);
    }

    /**
     * When it was started, in ticks since the machine started; -1 where there is no such process.
     * Pid and start together identify a process.
     */
    static long start(long pid) {
        return number(pid, START);
    }

    static long memoryBytes(long pid) {
        return Math.max(0, number(pid, MEMORY_PAGES)) * PAGE_BYTES;
    }

    /** Its user and system time, without children that have ended. */
    static Duration cpu(long pid) {
        long ticks = Math.max(0, number(pid, USER_TICKS)) + Math.max(0, number(pid, SYSTEM_TICKS));
        return Duration.ofMillis(ticks * TICK_MILLIS);
    }

    static boolean isMarked(long pid, String mark) {
        return environment(pid).contains(mark);
    }

    /**
     * Whether a user runs it: as the user that it is, was, or can become again. That of every
     * process is told to everybody, unlike its environment.
     */
    static boolean isOf(long pid, long uid) {
        String wanted = Long.toString(uid);
        try {
            return Files.readString(PROC.resolve(pid + "/status"), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(USERS))
                    .anyMatch(line ->
                            Arrays.asList(line.substring(USERS.length()).strip().split("\t", -1))
                                    .contains(wanted));
        } catch (IOException goneOrElsewhere) {
            return false;
        }
    }

    /** Whether this process may see where another user's process works, and its environment. */
    static boolean showsFolder(long pid) {
        try {
            Files.readSymbolicLink(PROC.resolve(pid + "/cwd"));
            return true;
        } catch (AccessDeniedException notPermitted) {
            return false;
        } catch (IOException | UnsupportedOperationException gone) {
            return true;
        }
    }

    /** Whether it is in a folder, or was when it was started. */
    static boolean worksIn(long pid, Path folder) {
        try {
            if (Files.readSymbolicLink(PROC.resolve(pid + "/cwd")).startsWith(folder)) {
                return true;
            }
        } catch (IOException | UnsupportedOperationException goneOrNotPermitted) {
            return false;
        }
        return environment(pid).contains("PWD=" + folder);
    }

    private static String environment(long pid) {
        try (InputStream in = Files.newInputStream(PROC.resolve(pid + "/environ"))) {
            return new String(in.readNBytes(MAX_ENVIRONMENT_BYTES), StandardCharsets.UTF_8);
        } catch (IOException goneOrNotPermitted) {
            return "";
        }
    }

    private static long number(long pid, int field) {
        try {
            return stat(pid).map(fields -> Long.valueOf(fields[field])).orElse(-1L);
        } catch (NumberFormatException malformed) {
            return -1;
        }
    }

    private static Optional<String[]> stat(long pid) {
        try {
            String stat =
                    Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields.length > MEMORY_PAGES ? Optional.of(fields) : Optional.empty();
        } catch (IOException | IndexOutOfBoundsException goneOrElsewhere) {
            return Optional.empty();
        }
    }
}
