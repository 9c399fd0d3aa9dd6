package dev.crayfleet.agents.testing;

import dev.crayfleet.agents.process.SlotUsers;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/**
 * Users with numbers that nobody has on this machine, listed in a file of their own: all that runs
 * as them may be ended.
 */
public final class MadeUpUsers {
    private static final int FIRST = 20_000;
    private static final int LAST = 59_000;

    /** So many that builds beside this one find others. */
    private static final Random RANDOM = new Random();

    private final Path folder;
    private final int first;

    private MadeUpUsers(Path folder, int first) {
        this.folder = folder;
        this.first = first;
    }

    /**
     * @param folder is opened to them
     * @param count named agent-1, agent-2 and so on
     */
    public static MadeUpUsers make(Path folder, int count) throws IOException {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "NOT TESTED: walls between agents that are users of their own. Only root can become other users.");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        int first;
        do {
            first = FIRST + RANDOM.nextInt((LAST - FIRST) / 100) * 100;
        } while (!areNobodys(first, count));
        int start = first;
        Files.write(
                folder.resolve("passwd"),
                IntStream.rangeClosed(1, count)
                        .mapToObj(number ->
                                "agent-%d:x:%d:%2$d::/nonexistent:/bin/sh"
                                        .formatted(number, start + number))
                        .toList());
        return new MadeUpUsers(folder, first);
    }

    private static boolean areNobodys(int first, int count) throws IOException {
        for (int number = 1; number <= count; number++) {
            String uid = Integer.toString(first + number);
            boolean hasName =
                    !FileSystems.getDefault()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(uid)
                            .getName()
                            .equals(uid);
            boolean runs =
                    ProcessHandle.allProcesses()
                            .anyMatch(each -> each.info().user().filter(uid::equals).isPresent());
            if (hasName || runs) {
                return false;
            }
        }
        return true;
    }

    public int uid(int number) {
        return first + number;
    }

    public SlotUsers claim(int count) {
        return SlotUsers.claim("agent-*", count, folder.resolve("passwd"), folder.resolve("locks"));
    }

    /** Empty if all are taken. */
    public Optional<SlotUsers> claimOne() {
        return SlotUsers.claimOne("agent-*", folder.resolve("passwd"), folder.resolve("locks"));
    }

    /** Adds a line to the list of users. */
    public void add(String line) throws IOException {
        Files.write(folder.resolve("passwd"), List.of(line), StandardOpenOption.APPEND);
    }

    /** Starts a program as one of them that gave up all by which it could be found otherwise. */
    public Process escaped(int number, String... words) throws IOException {
        String uid = Integer.toString(uid(number));
        ProcessBuilder builder =
                new ProcessBuilder(
                        "setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", "setsid");
        builder.command().addAll(List.of(words));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        return builder.directory(new File("/")).start();
    }
}
