package dev.crayfleet.agents.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts the programs before a command that make the system hold it to its limits. */
public final class LimitedCommand {
    private LimitedCommand() {}

    /**
     * The command in a session of its own, so that Ctrl-C in the runner's terminal does not reach
     * the agent before the runner has decided; and bound to the runner's life, where the system has
     * the programs for that.
     */
    static List<String> wrap(List<String> words, ResourceLimits limits) {
        List<String> all = new ArrayList<>();
        findProgram("setsid").ifPresent(all::add);
        findProgram("prlimit").ifPresent(prlimit -> addLimits(prlimit, limits, all));
        findProgram("setpriv").ifPresent(setpriv -> addPrivileges(setpriv, limits.user(), all));
        all.addAll(words);
        return all;
    }

    private static void addLimits(String prlimit, ResourceLimits limits, List<String> all) {
        List<String> options = new ArrayList<>();
        if (limits.cpu().isPositive()) {
            // The soft limit ends it with SIGXCPU, the hard one cannot be ignored.
            long seconds = Math.max(1, limits.cpu().toSeconds());
            options.add("--cpu=%d:%d".formatted(seconds, seconds + 2));
        }
        if (limits.memoryBytes() > 0) {
            // Not the address space, of which Node.js reserves gigabytes.
            options.add("--data=" + limits.memoryBytes());
        }
        if (limits.fileBytes() > 0) {
            options.add("--fsize=" + limits.fileBytes());
        }
        SystemUser user = limits.user();
        if (limits.processes() > 0 && user != null) {
            options.add("--nproc=" + (long) limits.processes() * user.agents());
        }
        if (!options.isEmpty()) {
            all.add(prlimit);
            all.add("--core=0");
            all.addAll(options);
            all.add("--");
        }
    }

    private static void addPrivileges(String setpriv, @Nullable SystemUser user, List<String> all) {
        all.add(setpriv);
        if (user != null) {
            all.addAll(become(user));
        }
        all.addAll(List.of("--pdeathsig", "KILL", "--"));
    }

    /**
     * Options of setpriv. A user of one agent can become no other by any program, not by one that
     * leaves work for later either ({@code crontab}, {@code newuidmap}): so all that an agent runs
     * is found by its user.
     */
    static List<String> become(SystemUser user) {
        return user.isOfOneAgent()
                ? List.of(
                        "--reuid",
                        user.account(),
                        "--regid",
                        user.group(),
                        "--clear-groups",
                        "--no-new-privs")
                : List.of("--reuid", user.name(), "--regid", user.group(), "--init-groups");
    }

    public static Optional<String> findProgram(String name) {
        return Stream.of("/usr/bin", "/bin")
                .map(folder -> folder + File.separator + name)
                .filter(file -> Files.isExecutable(Path.of(file)))
                .findFirst();
    }
}
