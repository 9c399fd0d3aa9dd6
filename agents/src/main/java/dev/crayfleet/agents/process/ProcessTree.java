package dev.crayfleet.agents.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process and all that it started. Safe for use by many threads: runs of one Gateway sweep its
 * tree at the same time. Descendants are found as long as their parents live; on Linux also those
 * that were let go, by the mark in their environment and by their session.
 */
public final class ProcessTree {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessTree.class);

    /** The variable that marks every process of one run. */
    static final String MARK = "CRAYFLEET_RUN";

    private static final Duration INSIST = Duration.ofSeconds(10);
    private static final Duration KILL = Duration.ofSeconds(2);
    private static final Duration REAPED = Duration.ofSeconds(1);
    private static final Duration FIRST_LOOK = Duration.ofMillis(5);
    private static final Duration LONGEST_LOOK = Duration.ofMillis(200);

    private static final long NOBODY = -1;

    /** 0 where it is only known by its mark. */
    private final long root;

    private final String mark;

    /** Guarded by this. */
    private final Map<Long, ProcessHandle> known = new HashMap<>();

    ProcessTree(long root, String mark) {
        this.root = root;
        this.mark = MARK + "=" + mark;
    }

    /**
     * Of a run whose runner is gone.
     *
     * @param first its first process, if that is still there
     */
    public static ProcessTree leftBehind(ProcessIdentity first, String mark) {
        return new ProcessTree(first.there() ? first.pid() : 0, mark);
    }

    /** Ends all of it at once. */
    public boolean end() throws InterruptedException {
        return end(Duration.ZERO);
    }

    /**
     * How much of a machine it takes.
     *
     * @param mostCpu the processor time of the process that had most
     */
    public record Size(int processes, long memoryBytes, Duration mostCpu) {}

    /** What lives of it at this moment. */
    public Size size() {
        return size(each -> true);
    }

    /** Of what works in a folder, and is not the one that works for many. */
    Size size(Path folder) {
        return size(worksIn(folder));
    }

    private Size size(Predicate<ProcessHandle> which) {
        List<Long> pids = alive().stream().filter(which).map(ProcessHandle::pid).toList();
        return new Size(
                pids.size(),
                pids.stream().mapToLong(ProcFile::memoryBytes).sum(),
                pids.stream()
                        .map(ProcFile::cpu)
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO));
    }

    private Predicate<ProcessHandle> worksIn(Path folder) {
        return each -> each.pid() != root && ProcFile.worksIn(each.pid(), folder);
    }

    /**
     * Ends all of it: asks, waits, and then insists until nothing is left.
     *
     * @return whether nothing is left
     */
    public boolean end(Duration grace) throws InterruptedException {
        List<ProcessHandle> asked = alive();
        if (!asked.isEmpty() && grace.isPositive()) {
            asked.forEach(ProcessHandle::destroy);
            await(asked, grace);
        }
        return insist(each -> true, NOBODY);
    }

    /**
     * Ends what it let go and what works in a folder: a run of many in one process is over.
     *
     * @return whether nothing is left there
     */
    public boolean sweep(Path folder) throws InterruptedException {
        return insist(worksIn(folder), ProcFile.group(root));
    }

    /**
     * @param spared a group of which not all is meant
     */
    private boolean insist(Predicate<ProcessHandle> which, long spared)
            throws InterruptedException {
        long until = System.nanoTime() + INSIST.toNanos();
        boolean killed = false;
        while (System.nanoTime() < until) {
            List<ProcessHandle> left = alive().stream().filter(which).toList();
            if (left.isEmpty()) {
                if (killed) {
                    awaitReaped();
                }
                return true;
            }
            killed = true;
            // Stopped first: what forks faster than it can be killed cannot fork any more then.
            signal("STOP", left, spared);
            List<ProcessHandle> all = alive().stream().filter(which).toList();
            signal("KILL", all, spared);
            all.forEach(ProcessHandle::destroyForcibly);
            await(all, Duration.ofSeconds(1));
        }
        return alive().stream().noneMatch(which);
    }

    /** To whole groups at once, which nothing in them can outrun. */
    private static void signal(String name, Collection<ProcessHandle> processes, long spared)
            throws InterruptedException {
        long ours = ProcFile.group(ProcessHandle.current().pid());
        TreeSet<Long> groups = new TreeSet<>();
        processes.forEach(each -> groups.add(ProcFile.group(each.pid())));
        groups.removeIf(group -> group <= 1 || group == ours || group == spared);
        if (processes.size() < 2 || groups.isEmpty()) {
            return;
        }
        List<String> words =
                Stream.concat(
                                Stream.of("kill", "-s", name, "--"),
                                groups.stream().limit(5_000).map(group -> "-" + group))
                        .toList();
        try {
            Process kill =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!kill.waitFor(KILL.toNanos(), TimeUnit.NANOSECONDS)) {
                kill.destroyForcibly();
            }
        } catch (IOException | OutOfMemoryError e) {
            // One by one will have to do; the error is the word for a machine full of processes.
            LOG.debug("no program kill", e);
        }
    }

    /** All of it that lives, root included. */
    private synchronized List<ProcessHandle> alive() {
        ProcessHandle.of(root).ifPresent(handle -> known.put(root, handle));
        // Each of Java's own looks for descendants is one at every process there is.
        Map<Long, ProcFile.Kin> all = ProcFile.kin();
        all.forEach((pid, kin) -> {
            if (!known.containsKey(pid)
                    && (root > 0 && kin.session() == root || ProcFile.isMarked(pid, mark))) {
                ProcessHandle.of(pid).ifPresent(handle -> known.put(pid, handle));
            }
        });
        if (all.isEmpty()) {
            for (ProcessHandle each : new ArrayList<>(known.values())) {
                each.descendants().forEach(child -> known.putIfAbsent(child.pid(), child));
            }
        } else {
            descendants(all);
        }
        known.values().removeIf(each -> !lives(each));
        return new ArrayList<>(known.values());
    }

    /** Children of what is known, and theirs. */
    private void descendants(Map<Long, ProcFile.Kin> all) {
        boolean more = true;
        while (more) {
            more = false;
            for (Map.Entry<Long, ProcFile.Kin> each : all.entrySet()) {
                long pid = each.getKey();
                if (!known.containsKey(pid) && known.containsKey(each.getValue().parent())) {
                    more |=
                            ProcessHandle.of(pid)
                                    .map(child -> known.put(pid, child) == null)
                                    .orElse(false);
                }
            }
        }
    }

    /**
     * Until all have ended. The system tells that of our own children only, and of what nobody
     * reaps it never does: so they are looked at, ever more rarely.
     */
    private static void await(List<ProcessHandle> processes, Duration limit)
            throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        long pause = FIRST_LOOK.toNanos();
        while (processes.stream().anyMatch(ProcessTree::lives)) {
            long left = until - System.nanoTime();
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(pause, left));
            pause = Math.min(2 * pause, LONGEST_LOOK.toNanos());
        }
    }

    /**
     * What has ended goes on counting for its user's limit of processes until its parent, or who
     * takes its place, has taken note: the next agent of that user could not be started.
     */
    private void awaitReaped() throws InterruptedException {
        long until = System.nanoTime() + REAPED.toNanos();
        while (root > 0 && System.nanoTime() < until && leavesZombies()) {
            TimeUnit.NANOSECONDS.sleep(FIRST_LOOK.toNanos());
        }
    }

    private boolean leavesZombies() {
        return ProcFile.kin().entrySet().stream()
                .anyMatch(each ->
                        each.getValue().session() == root
                                && each.getKey() != root
                                && ProcFile.isZombie(each.getKey()));
    }

    private static boolean lives(ProcessHandle process) {
        return process.isAlive() && !ProcFile.isZombie(process.pid());
    }
}
