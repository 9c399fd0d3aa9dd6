package dev.crayfleet.agents.process;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends signals to whole process groups at once, which no process in them can outrun. */
final class GroupSignal {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSignal.class);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);

    /** What fits on a command line. */
    private static final int MAX_GROUPS = 5_000;

    private GroupSignal() {}

    /**
     * @param name {@code STOP}, {@code KILL}
     * @param processes whose groups are meant, all but the runner's own
     * @param sparedGroup one that gets no signal
     */
    static void send(String name, Collection<ProcessHandle> processes, long sparedGroup)
            throws InterruptedException {
        long ownGroup = ProcFile.group(ProcessHandle.current().pid());
        TreeSet<Long> groups = new TreeSet<>();
        processes.forEach(each -> groups.add(ProcFile.group(each.pid())));
        groups.removeIf(group -> group <= 1 || group == ownGroup || group == sparedGroup);
        if (processes.size() < 2 || groups.isEmpty()) {
            return;
        }
        run(
                Stream.concat(
                                Stream.of("kill", "-s", name, "--"),
                                groups.stream().limit(MAX_GROUPS).map(group -> "-" + group))
                        .toList());
    }

    /**
     * Kills all that a user runs in one step, which nothing outruns by forking. A process of that
     * user does it, so that the system itself spares what others run.
     */
    static void killAllOf(SystemUser user) throws InterruptedException {
        Optional<String> setpriv = LimitedCommand.findProgram("setpriv");
        if (setpriv.isPresent()) {
            List<String> words = new ArrayList<>(List.of(setpriv.get()));
            words.addAll(LimitedCommand.become(user));
            words.addAll(List.of("--", "/bin/sh", "-c", "kill -s KILL -- -1"));
            run(words);
        }
    }

    private static void run(List<String> words) throws InterruptedException {
        try {
            Process kill =
                    new ProcessBuilder(words)
                            .directory(new File("/"))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!kill.waitFor(COMMAND_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                kill.destroyForcibly();
            }
        } catch (IOException | OutOfMemoryError e) {
            // Java throws the error where the machine has no room for a process. The caller kills
            // them one by one besides.
            LOG.debug("no program kill", e);
        }
    }
}
