package dev.crayfleet.dispatcher.ledger;

import static dev.crayfleet.dispatcher.ledger.HistoryChecks.require;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.DelegationRequested;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.ChildCancelled;
import dev.crayfleet.contract.TaskMessage.ChildEnded;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.dispatcher.ledger.DelegationFleet.AgentRunner;
import dev.crayfleet.dispatcher.ledger.DelegationFleet.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A random history of agents of one slot each that delegate to each other, over several lanes: what
 * lanes tell each other is late, and sometimes doubled, runners die and fall silent, people cancel,
 * dispatchers are replaced at any step.
 */
final class DelegationHistory {
    private final Random random;
    private final DelegationFleet fleet;
    private final List<AgentRunner> runners;
    private final Set<TaskId> roots = new HashSet<>();
    private final Map<TaskId, TaskSubmitted> children = new HashMap<>();
    private final Map<TaskId, Integer> ends = new HashMap<>();
    private final Set<Attempt> failedParents = new HashSet<>();
    private int toldChecked;
    private int number;
    private final boolean hasFaults;
    int refused;
    int cancelledChildren;
    int lent;
    int deepest;
    int restarted;

    /**
     * @param hasFaults whether anything but agents that delegate happens
     */
    DelegationHistory(long seed, boolean hasFaults) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        this.hasFaults = hasFaults;
        this.fleet = new DelegationFleet(1 + random.nextInt(3));
        StringBuilder agents = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            fleet.runner("a" + i, 1);
            agents.append(i == 0 ? "" : ", ")
                    .append(
                            "\"a%d\": {\"may-delegate-to\": [\"*\"], \"capabilities\": [\"c%d\"], \"memory\": \"%s\", \"mode\": \"%s\"}"
                                    .formatted(
                                            i,
                                            i % 2,
                                            random.nextBoolean() ? "keep" : "fresh",
                                            random.nextInt(4) == 0 ? "restricted" : "full"));
        }
        fleet.apply(
                1,
                "{\"agents\": {"
                        + agents
                        + "}, \"roles\": {\"here\": {\"members\": [\"local\"], \"may\": [\"submit\", \"cancel-any\"], \"limits\": {\"timeout\": \"2h\"}}}}");
        runners = List.copyOf(fleet.runners.values());
    }

    void play(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            check();
        }
        settle();
    }

    private void step() {
        switch (random.nextInt(hasFaults ? 16 : 10)) {
            case 0 -> submit();
            case 1, 2, 3 -> fleet.deliver(random.nextInt(fleet.lanes.size()));
            case 4, 5, 6, 7, 8 -> act(anyRunner());
            case 9 -> fleet.tick(Duration.ofMillis(random.nextInt(4_000)));
            case 10 -> breakRunner(anyRunner());
            case 11 -> cancelOne();
            case 12 -> tellAgain();
            case 13 -> fail(anyRunner());
            default -> {
                fleet.lanes.get(random.nextInt(fleet.lanes.size())).takeOver();
                fleet.tick(Duration.ZERO);
            }
        }
    }

    private AgentRunner anyRunner() {
        return runners.get(random.nextInt(runners.size()));
    }

    private void submit() {
        if (roots.size() - fleet.results.size() + children.size() > 60) {
            return;
        }
        TaskId id = new TaskId("t" + number++);
        roots.add(id);
        fleet.submit(
                id.value(),
                anyRunner().pool.value(),
                new TaskOptions(
                        null,
                        null,
                        random.nextInt(4) == 0 ? Duration.ofMinutes(30) : null,
                        random.nextInt(3) == 0 ? 1 : 0,
                        null));
    }

    private void act(AgentRunner runner) {
        if (runner.held.isEmpty() || runner.isSilent) {
            return;
        }
        List<Worker> held = List.copyOf(runner.held.values());
        Worker worker = held.get(random.nextInt(held.size()));
        if (worker.isWaiting) {
            if (worker.open().isEmpty()) {
                runner.wait(worker, false);
            }
            return;
        }
        int choice = random.nextInt(8);
        if (choice < 3 && worker.asked < 3) {
            delegate(runner, worker);
        } else if (choice < 6 && !worker.open().isEmpty()) {
            runner.wait(worker, true);
            lent++;
        } else {
            runner.succeed(worker);
        }
    }

    private void delegate(AgentRunner runner, Worker worker) {
        boolean byCapability = random.nextInt(3) == 0;
        DelegationRequested request =
                runner.request(
                        worker,
                        byCapability ? null : anyRunner().pool.value(),
                        byCapability ? "c" + random.nextInt(2) : null,
                        random.nextInt(6) == 0);
        if (runner.delegate(worker, request).child() == null) {
            refused++;
        } else if (random.nextInt(4) == 0) {
            runner.delegate(worker, request);
        }
    }

    private void fail(AgentRunner runner) {
        if (!runner.held.isEmpty() && !runner.isSilent) {
            Worker worker = runner.only();
            failedParents.add(worker.attempt());
            runner.finish(
                    worker,
                    Failed.of(
                            random.nextBoolean() ? FailureKind.TRANSIENT : FailureKind.PERMANENT,
                            "it failed"));
        }
    }

    private void breakRunner(AgentRunner runner) {
        switch (random.nextInt(4)) {
            case 0 -> {
                restarted++;
                runner.restart();
            }
            case 1 -> runner.isSilent = true;
            case 2 -> runner.isSilent = false;
            default -> fleet.tick(Duration.ofSeconds(16));
        }
    }

    private void cancelOne() {
        if (!roots.isEmpty() && random.nextInt(3) == 0) {
            List<TaskId> ids = new ArrayList<>(roots);
            ids.addAll(children.keySet());
            TaskId id = ids.get(random.nextInt(ids.size()));
            for (LedgerHarness lane : fleet.lanes) {
                lane.ledger().task(id).ifPresent(task -> lane.cancel(id.value(), task.pool()));
            }
            fleet.collect();
        }
    }

    /** Something that was told earlier is told again, long after. */
    private void tellAgain() {
        if (!fleet.told.isEmpty()) {
            TaskMessage.OfTask message = fleet.told.get(random.nextInt(fleet.told.size()));
            fleet.lane(message.pool()).order(message);
            fleet.collect();
        }
    }

    private void check() {
        while (toldChecked < fleet.told.size()) {
            switch (fleet.told.get(toldChecked++)) {
                case TaskSubmitted child -> checkChild(child);
                case ChildEnded ended ->
                        require(
                                ends.merge(ended.id(), 1, Integer::sum) == 1,
                                "a child ends once: " + ended.id());
                case ChildCancelled cancelled -> cancelledChildren++;
                default -> throw new AssertionError("lanes tell each other nothing else");
            }
        }
        for (LedgerHarness lane : fleet.lanes) {
            require(!lane.hasUnwrittenClaim(), "no slot is idle while a task may run");
            require(lane.refusals.isEmpty(), "nothing is a dead letter: " + lane.refusals);
        }
        for (AgentRunner runner : runners) {
            // At each depth at most as many as there are slots.
            int[] byDepth = new int[6];
            lane(runner)
                    .recorded()
                    .tasks()
                    .forEach(task -> {
                        if (task.pool().equals(runner.pool)
                                && task.state() instanceof TaskState.Held held
                                && held.holder().equals(runner.holder)) {
                            byDepth[task.depth()]++;
                        }
                    });
            for (int count : byDepth) {
                require(count <= runner.slots, "slots are lent to what is further down");
            }
        }
        if (fleet.isQuiet()) {
            checkTrees();
        }
    }

    private LedgerHarness lane(AgentRunner runner) {
        return fleet.lane(runner.pool);
    }

    private void checkChild(TaskSubmitted child) {
        require(children.put(child.id(), child) == null, "a child is made once");
        Origin.Agent origin = child.delegation().orElseThrow();
        deepest = Math.max(deepest, origin.line().size());
        Set<Pool> line = new HashSet<>(origin.line());
        require(
                line.size() == origin.line().size() && !line.contains(child.pool()),
                "no agent is twice in a line");
        TaskEntry parent =
                fleet.lane(origin.pool()).ledger().task(origin.parent().task()).orElse(null);
        TaskSubmitted ofParent = children.get(origin.parent().task());
        if (ofParent != null) {
            Origin.Agent above = ofParent.delegation().orElseThrow();
            require(
                    above.mode() == AgentMode.FULL || origin.mode() == AgentMode.RESTRICTED,
                    "a mode only narrows");
            require(
                    origin.caps().narrower(above.caps()).equals(origin.caps()),
                    "limits only narrow");
        }
        Duration most = parent == null ? null : parent.options().timeout();
        if (most != null && !origin.detached()) {
            Duration own = child.options().timeout();
            require(
                    own != null && own.compareTo(most) <= 0,
                    "no child has more time than its parent");
        }
    }

    /** Where all is read that was told. */
    private void checkTrees() {
        for (LedgerHarness lane : fleet.lanes) {
            for (TaskEntry task : lane.recorded().tasks()) {
                task.submitted().delegation().ifPresent(origin -> checkParent(task, origin));
                for (Child child : task.children()) {
                    TaskId id = child.id(task.id());
                    require(
                            child.hasEnded() == fleet.results.containsKey(id)
                                    || !children.containsKey(id),
                            "the parent knows of the end of each child");
                }
            }
        }
    }

    private void checkParent(TaskEntry task, Origin.Agent origin) {
        if (origin.detached() || task.cancel() != null) {
            return;
        }
        TaskId parent = origin.parent().task();
        boolean isAtWork =
                fleet.lane(origin.pool())
                        .ledger()
                        .task(parent)
                        .filter(each -> each.attempts() == origin.parent().number())
                        .filter(each -> each.state() instanceof TaskState.Held)
                        .filter(each -> each.cancel() == null)
                        .isPresent();
        boolean hasSucceeded =
                Optional.ofNullable(fleet.results.get(parent))
                        .filter(each -> each.status() == TaskStatus.SUCCEEDED)
                        .isPresent();
        require(
                (isAtWork || hasSucceeded) && !failedParents.contains(origin.parent()),
                "no child goes on without its parent");
    }

    /** Nothing breaks any more, and every agent comes to its end. */
    private void settle() {
        for (int round = 0; round < 2_000 && !isSettled(); round++) {
            fleet.deliverAll();
            check();
            for (AgentRunner runner : runners) {
                if (runner.isSilent) {
                    runner.isSilent = false;
                    runner.beat();
                }
                for (Worker worker : List.copyOf(runner.held.values())) {
                    if (!worker.isWaiting) {
                        runner.finish(worker, new RunOutcome.Succeeded());
                    } else if (worker.open().isEmpty()) {
                        runner.wait(worker, false);
                    }
                    check();
                }
            }
            fleet.tick(Duration.ofSeconds(round < 500 ? 2 : 60));
            check();
        }
        require(
                isSettled(),
                "every task ends: "
                        + fleet.lanes.stream().mapToInt(LedgerHarness::liveTasks).sum()
                        + " do not");
        for (TaskId root : roots) {
            require(fleet.results.containsKey(root), "every task has its result");
        }
        for (TaskId child : children.keySet()) {
            require(fleet.results.containsKey(child), "every child has its result");
            require(ends.getOrDefault(child, 0) == 1, "every child is told to have ended");
        }
    }

    private boolean isSettled() {
        return fleet.isQuiet() && fleet.lanes.stream().allMatch(lane -> lane.liveTasks() == 0);
    }
}
