package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** One random life of a lane and its runners, which follows from its seed alone. */
final class RandomHistory {
    private static final int STEPS = 100;

    /** Pools that anybody can name. */
    private static final int NOBODYS = 6;

    private static final List<String> PEOPLE = List.of("Ada", "Bob", "Cyd");

    private final Random random;
    private final Rules rules;
    private final LedgerHarness lane;
    private final List<SimulatedRunner> runners = new ArrayList<>();
    private final Map<TaskId, TaskSubmitted> asked = new HashMap<>();

    /** Every task of which the ledger has heard, and so owes a result. */
    private final Set<TaskId> accepted = new TreeSet<>();

    private final Set<Attempt> granted = new HashSet<>();
    private final Set<Attempt> started = new HashSet<>();
    private final Map<TaskId, TaskResult> results = new HashMap<>();
    private int claimsSeen;
    private int resultsSeen;
    int retried;
    int refused;
    int zombies;
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
                        new Rules.Bounds(2, Duration.ofSeconds(20), 6));
        lane = new LedgerHarness(rules);
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            runners.add(
                    new SimulatedRunner(
                            "runner-" + i, 1 + random.nextInt(3), lane, random, started));
        }
    }

    /** One runner: what it holds, what it has not read yet, and what nobody has read of it. */
    void play() {
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(19)) {
                case 0, 1, 2 -> submit();
                case 3, 4, 5 -> hear(any());
                case 6, 7 -> any().read();
                case 8 -> any().end();
                case 9 -> any().beat();
                case 10 -> lane.tick(Duration.ofMillis(random.nextInt(4_000)));
                case 11 -> breakSomething(any());
                case 12 -> cancelOne();
                case 13 -> replayOne();
                case 14 -> approveOne();
                case 15 -> submitToNobody();
                case 16 -> invent();
                case 17 -> any().broken ^= true;
                default -> {
                    lane.takeOver();
                    lane.tick(Duration.ZERO);
                }
            }
            check();
        }
        quiet();
        assertThat(results.keySet()).as("every task has its result").isEqualTo(accepted);
        assertThat(lane.live()).isZero();
    }

    /** A pool that no runner serves, unless one is invented for it. */
    private static Pool nobodys(int number) {
        return new Pool("nobody-" + number);
    }

    private void submitToNobody() {
        int number = random.nextInt(NOBODYS);
        Pool pool = nobodys(number);
        TaskId id = new TaskId("n" + number + "-" + random.nextInt(3));
        TaskSubmitted task = lane.task(id.value(), pool, "Eve", TaskOptions.NONE);
        boolean tooMany =
                !accepted.contains(id)
                        && !lane.ledger().hasPool(pool)
                        && lane.ledger().names().unservedPools() >= rules.bounds().unservedPools();
        boolean isRefused = send(task);
        require(isRefused == tooMany, "tasks for one pool too many are refused, and no others");
        refused += isRefused ? 1 : 0;
        if (random.nextInt(3) == 0) {
            lane.cancel(id.value(), pool);
        }
    }

    /** Somebody writes what a runner would, and never again. */
    private void invent() {
        Pool pool = random.nextBoolean() ? LedgerHarness.POOL : nobodys(random.nextInt(NOBODYS));
        lane.join(LedgerHarness.runner("ghost-" + random.nextInt(20)), pool, random.nextInt(3));
        if (random.nextInt(4) == 0) {
            lane.tick(Duration.ofSeconds(random.nextInt(100)));
        }
    }

    Map<TaskStatus, Integer> ended() {
        Map<TaskStatus, Integer> ended = new EnumMap<>(TaskStatus.class);
        results.values().forEach(result -> ended.merge(result.status(), 1, Integer::sum));
        return ended;
    }

    int forcedCancels() {
        return (int)
                results.values().stream()
                        .filter(result -> String.valueOf(result.reason()).contains("not confirm"))
                        .count();
    }

    int quarantines() {
        return (int)
                lane.events.stream().filter(TaskEvent.RunnerQuarantined.class::isInstance).count();
    }

    int forgotten() {
        return lane.poolsForgotten;
    }

    private SimulatedRunner any() {
        return runners.get(random.nextInt(runners.size()));
    }

    private void submit() {
        TaskSubmitted task =
                lane.task(
                        "t" + random.nextInt(30),
                        PEOPLE.get(random.nextInt(PEOPLE.size())),
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
            asked.putIfAbsent(task.id(), task);
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
        List<TaskId> waiting = lane.in(TaskState.AwaitingApproval.class);
        if (!waiting.isEmpty()) {
            lane.approve(waiting.getFirst().value(), poolOf(waiting.getFirst()));
        }
    }

    /** A replay is asked for, or its original is read, or what became of it is read. */
    private void replayOne() {
        if (!lane.submissions.isEmpty()) {
            TaskSubmitted task = lane.submissions.remove();
            send(task);
            replayed++;
        } else if (!lane.replays().isEmpty()) {
            readOriginal(lane.replays().getFirst());
        } else if (!results.isEmpty()) {
            lane.replay(
                    "r" + random.nextInt(20),
                    pick(new TreeSet<>(results.keySet())).value(),
                    TaskOptions.NONE);
        }
    }

    private void readOriginal(ReplayEntry replay) {
        TaskId id = replay.request().id();
        Input.Original read =
                new Input.Original(
                        id, Objects.requireNonNull(asked.get(replay.request().replayOf())));
        lane.give(random.nextInt(6) == 0 ? new Input.OriginalGone(id, "gone") : read);
        if (random.nextInt(4) == 0) {
            lane.give(read);
        }
    }

    private TaskId pick(Set<TaskId> ids) {
        return ids.stream().skip(random.nextInt(ids.size())).findFirst().orElseThrow();
    }

    /** The dispatcher reads what a runner said next; sometimes twice. */
    private void hear(SimulatedRunner runner) {
        RunMessage message = runner.said.poll();
        if (message != null) {
            lane.run(message);
            if (random.nextInt(8) == 0) {
                lane.run(message);
            }
        }
    }

    private void breakSomething(SimulatedRunner runner) {
        switch (random.nextInt(4)) {
            case 0 -> runner.beginNewLife(); // Killed: what it said is in Kafka, its agents gone.
            case 1 -> runner.silent = true;
            case 2 -> {
                // Back from a long sleep: a zombie that believes it still holds its claims.
                if (runner.silent) {
                    runner.silent = false;
                    zombies++;
                    runner.end();
                }
            }
            default -> lane.tick(rules.leases().lease().plusMillis(1));
        }
    }

    /** Nothing breaks any more: all runners are well, and everything said is heard. */
    private void quiet() {
        for (int round = 0; round < 600 && !isQuiet(); round++) {
            lane.in(TaskState.AwaitingApproval.class)
                    .forEach(id -> lane.approve(id.value(), poolOf(id)));
            // Else they expire, where they were never claimed.
            boolean laterRound = round > 60;
            boolean mayWaitLong = rules.queueing().expireAfter().toHours() > 0;
            lane.in(TaskState.Queued.class).stream()
                    .filter(id -> !poolOf(id).equals(LedgerHarness.POOL))
                    .filter(id -> mayWaitLong || laterRound)
                    .forEach(id -> lane.cancel(id.value(), poolOf(id)));
            replayOneThatWaits();
            for (SimulatedRunner runner : runners) {
                runner.silent = false;
                runner.broken = false;
                while (runner.read()) {
                    check();
                }
                while (!runner.held.isEmpty()) {
                    runner.end();
                }
                runner.beat();
                while (!runner.said.isEmpty()) {
                    lane.run(runner.said.remove());
                    check();
                }
            }
            // A quota may last for hours.
            lane.tick(Duration.ofSeconds(round < 300 ? 2 : 600));
            check();
        }
    }

    private Pool poolOf(TaskId id) {
        return Objects.requireNonNull(asked.get(id)).pool();
    }

    private boolean isQuiet() {
        return results.size() == accepted.size()
                && lane.replays().isEmpty()
                && lane.submissions.isEmpty();
    }

    private void replayOneThatWaits() {
        if (!lane.replays().isEmpty() || !lane.submissions.isEmpty()) {
            replayOne();
            check();
        }
    }

    private void check() {
        while (claimsSeen < lane.claims.size()) {
            deliver(lane.claims.get(claimsSeen++));
        }
        while (resultsSeen < lane.results.size()) {
            TaskResult result = lane.results.get(resultsSeen++);
            require(results.put(result.id(), result) == null, "a task has one result");
        }
        checkCounts();
        require(!lane.isIdle(), "no slot is idle while a task may run");
        int limit = rules.queueing().limits().perRequester();
        if (limit > 0) {
            for (String person : PEOPLE) {
                require(lane.held(person) <= limit, "nobody has more than the limit");
            }
        }
    }

    private void checkCounts() {
        long came = lane.forgotten;
        long gone = lane.forgotten;
        int live = 0;
        int empty = 0;
        for (PoolCounts pool : lane.ledger().census().values()) {
            require(
                    pool.missing() == 0,
                    "accepted = awaiting + queued + claimed + running + backing off + ended");
            came += pool.tally().accepted();
            gone += pool.tally().ended();
            live += pool.live();
            empty += pool.served() || pool.live() > 0 ? 0 : 1;
        }
        require(came == accepted.size(), "every task is accepted once");
        require(gone == results.size(), "every task ends once");
        require(live == lane.live(), "every live task is in one place");
        require(empty <= rules.bounds().unservedPools(), "few pools are kept for nothing");
        require(
                lane.ledger().names().lives().alive() <= rules.bounds().runners(),
                "runners are limited");
    }

    /** Asked a million times: without the cost of an assertion library. */
    static void require(boolean holds, String promise) {
        if (!holds) {
            throw new AssertionError(promise);
        }
    }

    private void deliver(ClaimMessage message) {
        if (message instanceof ClaimGranted claim) {
            require(granted.add(claim.attempt()), "an attempt is claimed once");
            retried += claim.attempt().number() > 1 ? 1 : 0;
            require(!results.containsKey(claim.attempt().task()), "no claim after the result");
        }
        runners.stream()
                .filter(each -> each.holder.equals(message.holder()))
                .findFirst()
                .ifPresent(runner -> runner.inbox.add(message));
    }
}
