package dev.crayfleet.cli.security;

import dev.crayfleet.runner.RunnerExposure;
import java.util.ArrayList;
import java.util.List;

/** What a runner leaves to its agents. */
final class RunnerDoors {
    private RunnerDoors() {}

    /**
     * @param where its settings stand
     */
    static List<Door> of(String where, RunnerExposure runner) {
        List<Door> doors = new ArrayList<>();
        if (!runner.poolsWithoutWall().isEmpty()) {
            doors.add(
                    Door.open(
                            DoorKind.AGENTS_ARE_THE_RUNNER,
                            "Agents of %s have a shell and are the runner's user (%s): whoever has them work can have them read what that user can, its keys and passwords too."
                                    .formatted(pools(runner.poolsWithoutWall()), where),
                            "CRAYFLEET_RUNNER_RUN_AS=USER with a runner that is root, or CRAYFLEET_RUNNER_MODE=restricted"));
        }
        if (runner.areKeysGiven()) {
            doors.add(
                    Door.risky(
                            DoorKind.KEYS_WITH_AGENTS,
                            "Agents of %s are given the keys of models (%s): they can be talked into sending them away."
                                    .formatted(pools(runner.pools()), where),
                            "CRAYFLEET_RUNNER_KEYS=proxy (docs/executors.md, Model keys)"));
        }
        if (!runner.pools().isEmpty()
                && !(runner.isMemoryLimited() && runner.areProcessesLimited())) {
            doors.add(
                    Door.note(
                            DoorKind.NO_LIMITS,
                            "An agent of %s can take all of the machine's %s (%s)."
                                    .formatted(pools(runner.pools()), unlimited(runner), where),
                            "CRAYFLEET_RUNNER_MEMORY_LIMIT_MB=4096, CRAYFLEET_RUNNER_PROCESS_LIMIT=200"));
        }
        return doors;
    }

    private static String unlimited(RunnerExposure runner) {
        if (runner.isMemoryLimited()) {
            return "processes";
        }
        return runner.areProcessesLimited() ? "memory" : "memory and processes";
    }

    private static String pools(List<String> pools) {
        return (pools.size() == 1 ? "the pool " : "the pools ") + String.join(", ", pools);
    }
}
