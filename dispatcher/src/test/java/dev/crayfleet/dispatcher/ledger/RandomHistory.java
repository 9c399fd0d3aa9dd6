package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** One random history of a lane and its runners, which follows from its seed alone. */
final class RandomHistory {
    private static final int STEPS = 100;

    /** Pools that are named though no runner serves them. */
    private static final int UNSERVED_POOLS = 6;

    private static final List<String> REQUESTERS = List.of("Ada", "Bob", "Cyd");

    private final Random random;
    private final Rules rules;
    private final LedgerHarness lane;
    final List<SimulatedRunner> runners = new ArrayList<>();
    private final Map<TaskId, TaskSubmitted> submitted = new HashMap<>();

    private final Set<Attempt> started = new HashSet<>();
    final RandomOrders orders;
    final HistoryChecks checks;
    private final Set<TaskId> accepted;
    private final Map<TaskId, TaskResult> results;
    int refused;
    int returnedRunners;
    int replayed;

    RandomHistory(long seed) {
        // Of seeds that lie close together the first numbers would be alike.
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        rules =
                new Rules(
                        Rules.DEFAULT.leases(),
                        RetryPolicy.DEFAULT,
                        new Rules.QueueRule(
                                Duration.ofSeconds(random.nextBoolean() ? 86_400 : 60),
                                Duration.ofSeconds(20),
                                new ShareLimits(
                                        random.nextInt(3),
                                        random.nextInt(3),
                                        Map.of("coder", random.nextInt(2))),
                                Set.of(),
                                random.nextInt(8) == 0,
                                Duration.ofSeconds(5),
                                5),
                        new QuarantineRule(
                                2 + random.nextInt(2),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(40)),
                        new Rules.Bounds(2, Duration.ofSeconds(20), 6),
                        new UnservedNoticeRule(
                                Duration.ofSeconds(random.nextInt(3)), Duration.ofSeconds(30)));
        lane = new LedgerHarness(rules);
        orders = new RandomOrders(lane, random, this::check);
        checks = new HistoryChecks(lane, rules, REQUESTERS, orders);
        accepted = checks.accepted;
        results = checks.results;
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            runners.add(
                    new SimulatedRunner(
                            "runner-" + i, 1 + random.nextInt(3), lane, random, started));
        }
    }

    /** Plays it to its end, and checks the promises after each step. */
    void play() {
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(21)) {
                case 0, 1, 2 -> submit();
                case 3, 4, 5 -> readMessageOf(anyRunner());
                case 6, 7 -> anyRunner().read();
                case 8 -> anyRunner().finishOne();
                case 9 -> anyRunner().sendHeartbeat();
                case 10 -> lane.tick(Duration.ofMillis(random.nextInt(4_000)));
                case 11 -> breakRunner(anyRunner());
                case 12 -> cancelOne();
                case 13 -> replayOne();
                case 14 -> approveOne();
                case 15 -> submitToUnservedPool();
                case 16 -> joinInventedRunner();
                case 17 -> anyRunner().isBroken ^= true;
                case 18 -> orders.giveOne(anyRunner().holder);
                case 19 -> anyRunner().leaveIfDrained();
                default -> {
                    lane.takeOver();
                    lane.tick(Duration.ZERO);
                }
            }
            check();
        }
        settle();
        assertThat(results.keySet()).as("every task has its result").isEqualTo(accepted);
        assertThat(lane.liveTasks()).isZero();
    }

    /** A pool that no runner serves, unless one is invented for it. */
    private static Pool unservedPool(int number) {
        return new Pool("nobody-" + number);
    }

    private void submitToUnservedPool() {
        int number = random.nextInt(UNSERVED_POOLS);
        Pool pool = unservedPool(number);
        TaskId id = new TaskId("n" + number + "-" + random.nextInt(3));
        TaskSubmitted task = lane.task(id.value(), pool, "Eve", TaskOptions.NONE);
        boolean isTooMany =
                !accepted.contains(id)
                        && !lane.ledger().pools().contains(pool)
                        && lane.ledger().pools().limit().unservedPools()
                                >= rules.bounds().unservedPools();
        boolean isRefused = send(task);
        HistoryChecks.require(
                isRefused == isTooMany, "tasks for one pool too many are refused, and no others");
        refused += isRefused ? 1 : 0;
        if (random.nextInt(3) == 0) {
            lane.cancel(id.value(), pool);
        }
    }

    /** Somebody writes that a runner has joined, which is never heard of again. */
    private void joinInventedRunner() {
        Pool pool =
                random.nextBoolean()
                        ? LedgerHarness.POOL
                        : unservedPool(random.nextInt(UNSERVED_POOLS));
        lane.join(LedgerHarness.runner("ghost-" + random.nextInt(20)), pool, random.nextInt(3));
        if (random.nextInt(4) == 0) {
            lane.tick(Duration.ofSeconds(random.nextInt(100)));
        }
    }

    private SimulatedRunner anyRunner() {
        return runners.get(random.nextInt(runners.size()));
    }

    private void submit() {
        TaskSubmitted task =
                lane.task(
                        "t" + random.nextInt(30),
                        REQUESTERS.get(random.nextInt(REQUESTERS.size())),
                        new TaskOptions(
                                random.nextInt(4) == 0 ? "coder" : null,
                                null,
                                null,
                                random.nextInt(5) == 0 ? 0 : null,
                                Priority.values()[random.nextInt(3)]));
        send(task);
    }

    /**
     * @return whether it was refused
     */
    private boolean send(TaskSubmitted task) {
        boolean isRefused = lane.submit(task).refusal().isPresent();
        if (!isRefused) {
            submitted.putIfAbsent(task.id(), task);
            accepted.add(task.id());
        }
        return isRefused;
    }

    private void cancelOne() {
        if (!accepted.isEmpty() && random.nextInt(3) == 0) {
            lane.cancel(pick(accepted).value());
        }
    }

    private void approveOne() {
        List<TaskId> waiting = lane.tasksIn(TaskState.AwaitingApproval.class);
        if (!waiting.isEmpty()) {
            lane.approve(waiting.getFirst().value(), poolOf(waiting.getFirst()));
        }
    }

    /** A replay is requested, or its source is read, or the task that it has become is read. */
    private void replayOne() {
        if (!lane.submissions.isEmpty()) {
            TaskSubmitted task = lane.submissions.remove();
            send(task);
            replayed++;
        } else if (!lane.pendingReplays().isEmpty()) {
            readReplaySource(lane.pendingReplays().getFirst());
        } else if (!results.isEmpty()) {
            lane.replay(
                    "r" + random.nextInt(20),
                    pick(new TreeSet<>(results.keySet())).value(),
                    TaskOptions.NONE);
        }
    }

    private void readReplaySource(ReplayEntry replay) {
        TaskId id = replay.request().id();
        Input.ReplaySourceFound read =
                new Input.ReplaySourceFound(
                        id, Objects.requireNonNull(submitted.get(replay.request().replayOf())));
        lane.handle(random.nextInt(6) == 0 ? new Input.ReplaySourceMissing(id, "gone") : read);
        if (random.nextInt(4) == 0) {
            lane.handle(read);
        }
    }

    private TaskId pick(Set<TaskId> ids) {
        return ids.stream().skip(random.nextInt(ids.size())).findFirst().orElseThrow();
    }

    /** The dispatcher reads what a runner said next; sometimes twice. */
    private void readMessageOf(SimulatedRunner runner) {
        RunMessage message = runner.outbox.poll();
        if (message != null) {
            lane.handleRun(message);
            if (random.nextInt(8) == 0) {
                lane.handleRun(message);
            }
        }
    }

    private void breakRunner(SimulatedRunner runner) {
        switch (random.nextInt(4)) {
            case 0 -> runner.restart(); // Killed: its messages are in Kafka, its agents gone.
            case 1 -> runner.isSilent = true;
            case 2 -> {
                // Back from a long sleep, it believes that it still holds its claims.
                if (runner.isSilent) {
                    runner.isSilent = false;
                    returnedRunners++;
                    runner.finishOne();
                }
            }
            default -> lane.tick(rules.leases().lease().plusMillis(1));
        }
    }

    /** Nothing breaks any more: all runners are well, and every message is read. */
    private void settle() {
        orders.resumeAll();
        for (int round = 0; round < 600 && !isSettled(); round++) {
            lane.tasksIn(TaskState.AwaitingApproval.class)
                    .forEach(id -> lane.approve(id.value(), poolOf(id)));
            // Else they expire, where they were never claimed.
            boolean laterRound = round > 60;
            boolean mayWaitLong = rules.queueing().expireAfter().toHours() > 0;
            lane.tasksIn(TaskState.Queued.class).stream()
                    .filter(id -> !poolOf(id).equals(LedgerHarness.POOL))
                    .filter(id -> mayWaitLong || laterRound)
                    .forEach(id -> lane.cancel(id.value(), poolOf(id)));
            finishPendingReplay();
            for (SimulatedRunner runner : runners) {
                runner.isSilent = false;
                runner.isBroken = false;
                while (runner.read()) {
                    check();
                }
                while (!runner.held.isEmpty()) {
                    runner.finishOne();
                }
                runner.leaveIfDrained();
                runner.sendHeartbeat();
                while (!runner.outbox.isEmpty()) {
                    lane.handleRun(runner.outbox.remove());
                    check();
                }
            }
            // A quota may last for hours.
            lane.tick(Duration.ofSeconds(round < 300 ? 2 : 600));
            check();
        }
    }

    private Pool poolOf(TaskId id) {
        return Objects.requireNonNull(submitted.get(id)).pool();
    }

    private boolean isSettled() {
        return results.size() == accepted.size()
                && lane.pendingReplays().isEmpty()
                && lane.submissions.isEmpty();
    }

    private void finishPendingReplay() {
        if (!lane.pendingReplays().isEmpty() || !lane.submissions.isEmpty()) {
            replayOne();
            check();
        }
    }

    private void check() {
        checks.check(this::deliver);
    }

    private void deliver(ClaimMessage message) {
        runners.stream()
                .filter(each -> each.holder.equals(message.holder()))
                .findFirst()
                .ifPresent(runner -> runner.inbox.add(message));
    }
}
