package dev.crayfleet.agents.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the processes of a {@link ProcessTree}. Safe for use by many threads. */
final class TreeScanner {
    private final long root;
    private final String mark;
    private final @Nullable SystemUser user;

    /** Found before and not yet ended. Guarded by this. */
    private final Map<Long, ProcessHandle> known = new HashMap<>();

    /**
     * @param root 0 where the tree is only known by its mark
     * @param mark the assignment in the environment of its processes, {@code NAME=value}
     * @param user who is of this tree alone, so that all its processes are; absent where there is
     *     none
     */
    TreeScanner(long root, String mark, @Nullable SystemUser user) {
        this.root = root;
        this.mark = mark;
        this.user = user;
    }

    /** All of the tree that live, root included. */
    synchronized List<ProcessHandle> findAlive() {
        ProcessHandle.of(root).ifPresent(handle -> known.put(root, handle));
        // Read once: Java looks at every process there is for the descendants of each.
        Map<Long, ProcFile.Lineage> all = ProcFile.lineages();
        all.forEach((pid, lineage) -> {
            if (!known.containsKey(pid) && (root > 0 && lineage.session() == root || isOurs(pid))) {
                ProcessHandle.of(pid).ifPresent(handle -> known.put(pid, handle));
            }
        });
        if (all.isEmpty()) {
            for (ProcessHandle each : new ArrayList<>(known.values())) {
                each.descendants().forEach(child -> known.putIfAbsent(child.pid(), child));
            }
        } else {
            addDescendants(all);
        }
        known.values().removeIf(each -> !isAlive(each));
        return new ArrayList<>(known.values());
    }

    /** Processes that gave up their environment are still their user's. */
    private boolean isOurs(long pid) {
        return user == null ? ProcFile.isMarked(pid, mark) : ProcFile.isOf(pid, user.uid());
    }

    /** Adds the children of what is known, and theirs. */
    private void addDescendants(Map<Long, ProcFile.Lineage> all) {
        boolean more = true;
        while (more) {
            more = false;
            for (Map.Entry<Long, ProcFile.Lineage> each : all.entrySet()) {
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

    /** Whether a process of the root's session has ended and is not reaped yet. */
    boolean hasZombies() {
        return ProcFile.lineages().entrySet().stream()
                .anyMatch(each ->
                        each.getValue().session() == root
                                && each.getKey() != root
                                && ProcFile.isZombie(each.getKey()));
    }

    static boolean isAlive(ProcessHandle process) {
        return process.isAlive() && !ProcFile.isZombie(process.pid());
    }
}
