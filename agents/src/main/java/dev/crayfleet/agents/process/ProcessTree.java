package dev.crayfleet.agents.process;

import dev.crayfleet.contract.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A process and all that it started. Safe for use by many threads: runs of one Gateway end their
 * parts of its tree at the same time. Descendants are found as long as their parents live; on Linux
 * also those whose parents have ended, by the mark in their environment and by their session, or,
 * where an agent has a user of its own, by that.
 */
public final class ProcessTree {
    /** The variable that marks every process of one run. */
    static final String MARK = "CRAYFLEET_RUN";

    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration KILL_ROUND_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration REAP_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MIN_POLL_INTERVAL = Duration.ofMillis(5);
    private static final Duration MAX_POLL_INTERVAL = Duration.ofMillis(200);
    private static final long NO_GROUP = -1;

    /** 0 where the tree is only known by its mark. */
    private final long root;

    /** All that runs as it is of this tree; absent where the tree has no user of its own. */
    private final @Nullable SystemUser user;

    private final TreeScanner scanner;

    /**
     * @param user whom it runs as; absent for the runner's own
     */
    ProcessTree(long root, String mark, @Nullable SystemUser user) {
        this.root = root;
        this.user = user != null && user.isOfOneAgent() ? user : null;
        this.scanner = new TreeScanner(root, MARK + "=" + mark, this.user);
    }

    /**
     * What is left of a run whose runner is gone.
     *
     * @param first its first process, if that still runs
     */
    public static ProcessTree ofOrphan(ProcessIdentity first, String mark) {
        return new ProcessTree(first.stillRuns() ? first.pid() : 0, mark, null);
    }

    /** All that runs as a user who is of one agent alone. */
    static ProcessTree ofUser(SystemUser user) {
        return new ProcessTree(0, "", user);
    }

    /** Whether anything of it lives at this moment. */
    boolean isAlive() {
        return !scanner.findAlive().isEmpty();
    }

    /** Whether the runner can see which of its processes work in a folder. */
    public boolean showsFolders() {
        return ProcFile.showsFolder(root);
    }

    /**
     * How much of the machine processes take.
     *
     * @param maxCpu the processor time of the process that had most
     */
    public record Size(int processes, long memoryBytes, Duration maxCpu) {}

    /** Of all that live at this moment. */
    public Size size() {
        return size(each -> true);
    }

    /** Of those that work in a folder, without the root. */
    Size size(Path folder) {
        return size(worksIn(folder));
    }

    private Size size(Predicate<ProcessHandle> selected) {
        List<Long> pids =
                scanner.findAlive().stream().filter(selected).map(ProcessHandle::pid).toList();
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

    /** Kills all of it at once. */
    public boolean end() throws InterruptedException {
        return end(Duration.ZERO);
    }

    /**
     * Ends all of it: asks all processes to end, waits for that, and then kills those that are
     * left.
     *
     * @return whether nothing is left
     */
    public boolean end(Duration grace) throws InterruptedException {
        List<ProcessHandle> processes = scanner.findAlive();
        if (!processes.isEmpty() && grace.isPositive()) {
            processes.forEach(ProcessHandle::destroy);
            awaitEnd(processes, grace);
        }
        return killAll(each -> true, NO_GROUP, user);
    }

    /**
     * Kills what works in a folder, without the root, because one of many runs in one process is
     * over.
     *
     * @return whether nothing is left there
     */
    public boolean sweep(Path folder) throws InterruptedException {
        return killAll(worksIn(folder), ProcFile.group(root), null);
    }

    /**
     * @param sparedGroup a process group that is not killed as a whole
     * @param whole all of whose processes are meant; absent where only those that are selected are
     */
    private boolean killAll(
            Predicate<ProcessHandle> selected, long sparedGroup, @Nullable SystemUser whole)
            throws InterruptedException {
        Deadline deadline = Deadline.after(KILL_TIMEOUT);
        boolean killed = false;
        while (!deadline.hasPassed()) {
            List<ProcessHandle> left = scanner.findAlive().stream().filter(selected).toList();
            if (left.isEmpty()) {
                if (killed) {
                    awaitReaped();
                }
                return true;
            }
            killed = true;
            if (whole != null) {
                GroupSignal.killAllOf(whole);
            }
            // Stopped first, because a stopped process cannot fork faster than it is killed.
            GroupSignal.send("STOP", left, sparedGroup);
            List<ProcessHandle> all = scanner.findAlive().stream().filter(selected).toList();
            GroupSignal.send("KILL", all, sparedGroup);
            all.forEach(ProcessHandle::destroyForcibly);
            awaitEnd(all, KILL_ROUND_TIMEOUT);
        }
        return scanner.findAlive().stream().noneMatch(selected);
    }

    /**
     * Waits until all have ended. The system tells that of our own children only, and never of a
     * zombie that nobody reaps: so they are polled, at growing intervals.
     */
    private static void awaitEnd(List<ProcessHandle> processes, Duration timeout)
            throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        long interval = MIN_POLL_INTERVAL.toNanos();
        while (processes.stream().anyMatch(TreeScanner::isAlive)) {
            if (deadline.hasPassed()) {
                return;
            }
            TimeUnit.NANOSECONDS.sleep(Math.min(interval, deadline.remainingNanos()));
            interval = Math.min(2 * interval, MAX_POLL_INTERVAL.toNanos());
        }
    }

    /**
     * Waits until zombies are reaped. Until then they count for their user's limit of processes,
     * and the next agent of that user could not be started.
     */
    private void awaitReaped() throws InterruptedException {
        Deadline deadline = Deadline.after(REAP_TIMEOUT);
        while (root > 0 && !deadline.hasPassed() && scanner.hasZombies()) {
            TimeUnit.NANOSECONDS.sleep(MIN_POLL_INTERVAL.toNanos());
        }
    }
}
