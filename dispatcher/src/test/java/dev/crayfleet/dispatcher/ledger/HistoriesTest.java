package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.HolderFenced;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Random histories: runners that die, fall silent and come back, messages that are late, doubled
 * and mixed with others', dispatchers that are replaced at any step. Whatever happens, the promises
 * hold after every step. A history that breaks one is named by its seed: run it alone with {@code
 * -Dcrayfleet.seed=<seed>}.
 */
class HistoriesTest {
    private static final int HISTORIES = 10_000;
    private static final int STEPS = 80;
    private static final Duration LEASE = Rules.DEFAULT.lease();

    @Test
    void theLedgerKeepsItsPromisesInEveryHistory() {
        Long only = Long.getLong("crayfleet.seed");
        long first = only == null ? 1 : only;
        long last = only == null ? HISTORIES : only;
        int retried = 0;
        int stale = 0;
        for (long seed = first; seed <= last; seed++) {
            History history = new History(seed);
            try {
                history.play();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("history " + seed + " broke a promise", e);
            }
            retried += history.retried;
            stale += history.zombies;
        }
        if (only == null) {
            // Else the histories would prove nothing.
            assertThat(retried).isGreaterThan(HISTORIES / 4);
            assertThat(stale).isGreaterThan(HISTORIES / 10);
        }
    }

    /** One runner: what it holds, and what it has said that the dispatcher has not heard yet. */
    private static final class Runner {
        final String name;
        final int slots;
        int life = 1;
        boolean silent;
        Holder holder;
        final Map<Attempt, ClaimGranted> held = new HashMap<>();
        final Deque<RunMessage> said = new ArrayDeque<>();

        Runner(String name, int slots) {
            this.name = name;
            this.slots = slots;
            this.holder = Lane.runner(name, life);
        }

        void beginNewLife() {
            life++;
            held.clear();
            holder = Lane.runner(name, life);
        }
    }

    private static final class History {
        private final Random random;
        private final Lane lane = new Lane();
        private final List<Runner> runners = new ArrayList<>();
        private final Set<String> submitted = new LinkedHashSet<>();
        private final Set<Attempt> granted = new HashSet<>();
        private final Set<Attempt> started = new HashSet<>();
        private final Map<TaskId, TaskResult> results = new HashMap<>();
        private int claimsSeen;
        private int resultsSeen;
        int retried;
        int zombies;

        History(long seed) {
            random = new Random(seed);
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                runners.add(new Runner("runner-" + i, 1 + random.nextInt(3)));
            }
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(12)) {
                    case 0, 1, 2 -> submit();
                    case 3, 4, 5 -> hear(any());
                    case 6 -> end(any());
                    case 7 -> beat(any());
                    case 8 -> pass(Duration.ofMillis(random.nextInt(4_000)));
                    case 9 -> breakSomething(any());
                    case 10 -> cancelOne();
                    default -> lane.takeOver();
                }
                check();
            }
            quiet();
            assertThat(results.keySet())
                    .as("every task has its result")
                    .extracting(TaskId::value)
                    .containsExactlyInAnyOrderElementsOf(submitted);
            assertThat(lane.live()).isZero();
        }

        private Runner any() {
            return runners.get(random.nextInt(runners.size()));
        }

        private void submit() {
            String id = "t" + random.nextInt(30);
            submitted.add(id);
            lane.submit(id);
        }

        private void cancelOne() {
            if (!submitted.isEmpty() && random.nextInt(3) == 0) {
                lane.cancel(submitted.iterator().next());
            }
        }

        /** The dispatcher reads what a runner said next; sometimes twice. */
        private void hear(Runner runner) {
            RunMessage message = runner.said.poll();
            if (message != null) {
                lane.run(message);
                if (random.nextInt(8) == 0) {
                    lane.run(message);
                }
            }
        }

        private void beat(Runner runner) {
            if (!runner.silent) {
                runner.said.add(
                        new RunMessage.RunnerBeat(
                                Lane.POOL,
                                runner.holder,
                                runner.slots,
                                List.copyOf(runner.held.keySet()),
                                lane.now));
            }
        }

        /** An agent ends, whether anybody still waits for it or not. */
        private void end(Runner runner) {
            runner.held.values().stream().findFirst().ifPresent(claim -> end(runner, claim));
        }

        private void end(Runner runner, ClaimGranted claim) {
            runner.held.remove(claim.attempt());
            RunOutcome outcome =
                    switch (random.nextInt(5)) {
                        case 0 -> Failed.of(FailureKind.TRANSIENT, "model is down");
                        case 1 -> Failed.of(FailureKind.PERMANENT, "no such model");
                        default -> new RunOutcome.Succeeded();
                    };
            runner.said.add(
                    new RunMessage.RunFinished(
                            Lane.POOL, claim.holder(), claim.attempt(), outcome, null, lane.now));
        }

        private void breakSomething(Runner runner) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    // Killed: what it said and nobody read is in Kafka, what it held is gone.
                    runner.beginNewLife();
                    runner.silent = false;
                }
                case 1 -> runner.silent = true;
                case 2 -> {
                    // Back from a long sleep: a zombie that believes it still holds its claims.
                    if (runner.silent) {
                        runner.silent = false;
                        zombies++;
                        end(runner);
                    }
                }
                default -> pass(LEASE.plusMillis(1));
            }
        }

        private void pass(Duration time) {
            lane.tick(time);
        }

        /** Nothing breaks any more: all runners are well, and everything said is heard. */
        private void quiet() {
            for (int round = 0; round < 400 && results.size() < submitted.size(); round++) {
                for (Runner runner : runners) {
                    runner.silent = false;
                    while (!runner.held.isEmpty()) {
                        end(runner);
                    }
                    beat(runner);
                    while (!runner.said.isEmpty()) {
                        lane.run(runner.said.remove());
                        check();
                    }
                }
                pass(Duration.ofSeconds(2));
                check();
            }
        }

        private void check() {
            while (claimsSeen < lane.claims.size()) {
                deliver(lane.claims.get(claimsSeen++));
            }
            while (resultsSeen < lane.results.size()) {
                TaskResult result = lane.results.get(resultsSeen++);
                assertThat(results.put(result.id(), result))
                        .as("task %s has one result", result.id())
                        .isNull();
            }
            assertThat(lane.live() + results.size())
                    .as("accepted = queued + claimed + running + backing off + ended")
                    .isEqualTo(submitted.size());
            Ledger.Census census = lane.census();
            assertThat(census.queued() + census.claimed() + census.running() + census.backingOff())
                    .as("every live task is in one place")
                    .isEqualTo(lane.live());
        }

        private void deliver(ClaimMessage message) {
            Runner runner =
                    runners.stream()
                            .filter(each -> each.holder.equals(message.holder()))
                            .findFirst()
                            .orElse(null);
            if (message instanceof ClaimGranted claim) {
                assertThat(granted.add(claim.attempt()))
                        .as("attempt %s is claimed once", claim.attempt())
                        .isTrue();
                retried += claim.attempt().number() > 1 ? 1 : 0;
                assertThat(results)
                        .as("no claim after the result")
                        .doesNotContainKey(claim.attempt().task());
            }
            if (runner == null || runner.silent) {
                return;
            }
            switch (message) {
                case ClaimGranted claim -> {
                    assertThat(started.add(claim.attempt())).isTrue();
                    runner.held.put(claim.attempt(), claim);
                    assertThat(runner.held.size())
                            .as("%s has no more than its slots", runner.name)
                            .isLessThanOrEqualTo(runner.slots);
                    runner.said.add(
                            new RunMessage.RunStarted(
                                    Lane.POOL,
                                    runner.holder,
                                    claim.attempt(),
                                    "agent-1-a",
                                    "demo",
                                    lane.now));
                }
                case ClaimRevoked revoked -> {
                    ClaimGranted claim = runner.held.remove(revoked.attempt());
                    if (claim != null) {
                        runner.said.add(
                                new RunMessage.RunFinished(
                                        Lane.POOL,
                                        runner.holder,
                                        revoked.attempt(),
                                        Failed.of(FailureKind.CANCELLED, revoked.reason()),
                                        null,
                                        lane.now));
                    }
                }
                case HolderFenced fenced -> runner.beginNewLife();
            }
        }
    }
}
