package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.DelegationAnswered;
import dev.crayfleet.contract.ClaimMessage.DelegationEnded;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Several lanes in memory that send each other messages, and for each agent one runner, whose
 * agents delegate to each other. What is sent is read when the test says so.
 */
final class DelegationFleet {
    final List<LedgerHarness> lanes = new ArrayList<>();

    /** What each lane has been sent and not read. */
    final List<Deque<TaskMessage>> inboxes = new ArrayList<>();

    final Map<Pool, AgentRunner> runners = new TreeMap<>();
    final Map<TaskId, TaskResult> results = new HashMap<>();

    /** All that lanes have told each other. */
    final List<TaskMessage.OfTask> told = new ArrayList<>();

    private final Map<LedgerHarness, int[]> seen = new HashMap<>();
    private int orders;

    DelegationFleet(int laneCount) {
        for (int i = 0; i < laneCount; i++) {
            LedgerHarness lane = new LedgerHarness();
            lanes.add(lane);
            inboxes.add(new ArrayDeque<>());
            seen.put(lane, new int[3]);
        }
    }

    /** All lanes are given a fleet file, as JSON. */
    void apply(long number, String json) {
        lanes.forEach(lane -> lane.order(FleetFiles.changed(number, json, order())));
    }

    Order order() {
        LedgerHarness lane = lanes.getFirst();
        return new Order("order-" + orders++, new Requester("http:ada", "Ada"), null, lane.now);
    }

    /** A runner for an agent. */
    AgentRunner runner(String agent, int slots) {
        AgentRunner runner = new AgentRunner(new Pool(agent), slots);
        runners.put(runner.pool, runner);
        runner.join();
        return runner;
    }

    LedgerHarness lane(Pool pool) {
        return lanes.get(numberOf(pool));
    }

    private int numberOf(Pool pool) {
        return Math.floorMod(pool.hashCode(), lanes.size());
    }

    Decision submit(String id, String pool, TaskOptions options) {
        return submit(lane(new Pool(pool)).task(id, new Pool(pool), "Ada", options));
    }

    Decision submit(TaskSubmitted task) {
        Decision decision = lane(task.pool()).submit(task);
        collect();
        return decision;
    }

    /**
     * A lane reads the next message.
     *
     * @return false if there is none
     */
    boolean deliver(int lane) {
        TaskMessage message = inboxes.get(lane).poll();
        if (message != null) {
            lanes.get(lane).order(message);
            collect();
        }
        return message != null;
    }

    /** Every message is read, until there is none. */
    void deliverAll() {
        boolean more = true;
        while (more) {
            more = false;
            for (int i = 0; i < lanes.size(); i++) {
                more |= deliver(i);
            }
        }
    }

    boolean isQuiet() {
        return inboxes.stream().allMatch(Deque::isEmpty);
    }

    /** Time passes everywhere, and all runners that are not silent send heartbeats. */
    void tick(Duration by) {
        lanes.forEach(lane -> lane.now = lane.now.plus(by));
        runners.values().forEach(AgentRunner::beat);
        lanes.forEach(lane -> lane.tick(Duration.ZERO));
        collect();
    }

    /** What lanes have written since this was last called goes where it belongs. */
    void collect() {
        boolean more = true;
        while (more) {
            more = false;
            for (LedgerHarness lane : lanes) {
                int[] counts = Objects.requireNonNull(seen.get(lane));
                while (counts[0] < lane.messages.size()) {
                    TaskMessage.OfTask message = lane.messages.get(counts[0]++);
                    told.add(message);
                    inboxes.get(numberOf(message.pool())).add(message);
                }
                while (counts[1] < lane.results.size()) {
                    TaskResult result = lane.results.get(counts[1]++);
                    HistoryChecks.require(
                            results.put(result.id(), result) == null, "a task has one result");
                }
                while (counts[2] < lane.claims.size()) {
                    ClaimMessage claim = lane.claims.get(counts[2]++);
                    runners.values().stream()
                            .filter(each -> each.holder.equals(claim.holder()))
                            .findFirst()
                            .ifPresent(each -> each.handle(claim));
                    more = true;
                }
            }
        }
    }

    /** An agent at work. */
    static final class Worker {
        final ClaimGranted claim;
        final Map<Integer, DelegationEnded> ended = new LinkedHashMap<>();
        final Map<Integer, DelegationAnswered> answers = new LinkedHashMap<>();
        boolean isWaiting;
        int asked;

        Worker(ClaimGranted claim) {
            this.claim = claim;
        }

        Attempt attempt() {
            return claim.attempt();
        }

        /** What it has delegated and does not know the end of. */
        Set<Integer> open() {
            Set<Integer> open = new TreeSet<>();
            answers.forEach((number, answer) -> {
                if (answer.child() != null && !ended.containsKey(number)) {
                    open.add(number);
                }
            });
            return open;
        }

        int depth() {
            return claim.work().origin() instanceof Origin.Agent delegation
                    ? delegation.line().size()
                    : 0;
        }
    }

    /** A runner of one agent, which reads what it is told at once. */
    final class AgentRunner {
        final Pool pool;
        final int slots;
        final Map<Attempt, Worker> held = new LinkedHashMap<>();
        boolean isSilent;
        Holder holder;
        private int session = 1;

        AgentRunner(Pool pool, int slots) {
            this.pool = pool;
            this.slots = slots;
            this.holder = LedgerHarness.runner("runner-" + pool, session);
        }

        void join() {
            lane(pool).join(holder, pool, slots);
            collect();
        }

        /** Killed and started again. */
        void restart() {
            held.clear();
            isSilent = false;
            holder = LedgerHarness.runner("runner-" + pool, ++session);
            join();
        }

        void beat() {
            if (!isSilent) {
                LedgerHarness lane = lane(pool);
                send(
                        new RunMessage.RunnerBeat(
                                pool,
                                holder,
                                slots,
                                List.copyOf(held.keySet()),
                                lane.now,
                                lane.now,
                                LedgerHarness.DETAILS.abilities()));
            }
        }

        void send(RunMessage message) {
            lane(pool).handleRun(message);
            collect();
        }

        private void handle(ClaimMessage message) {
            switch (message) {
                case ClaimGranted claim -> {
                    HistoryChecks.require(
                            held.putIfAbsent(claim.attempt(), new Worker(claim)) == null,
                            "an attempt is claimed once");
                    lane(pool)
                            .handleRun(
                                    new RunMessage.RunStarted(
                                            pool, holder, claim.attempt(), "a", "demo", now()));
                }
                case ClaimRevoked revoked -> {
                    if (held.remove(revoked.attempt()) != null) {
                        lane(pool)
                                .handleRun(
                                        finished(
                                                revoked.attempt(),
                                                RunOutcome.Failed.of(
                                                        FailureKind.CANCELLED, "stopped")));
                    }
                }
                case DelegationAnswered answer -> {
                    Worker worker = held.get(answer.attempt());
                    if (worker != null) {
                        worker.answers.putIfAbsent(answer.number(), answer);
                    }
                }
                case DelegationEnded ended -> {
                    Worker worker = held.get(ended.attempt());
                    HistoryChecks.require(
                            worker == null || worker.ended.put(ended.number(), ended) == null,
                            "a child ends once for its parent");
                }
                case ClaimMessage.HolderFenced fenced -> restart();
                case ClaimMessage.HolderDrained drained -> throw new AssertionError(drained);
                case ClaimMessage.LogRequested asked -> throw new AssertionError(asked);
            }
        }

        private Instant now() {
            return lane(pool).now;
        }

        Worker only() {
            return held.values().iterator().next();
        }

        /** The agent of an attempt asks another one, and is answered. */
        DelegationAnswered delegate(Worker worker, @Nullable String agent) {
            return delegate(worker, request(worker, agent, null, false));
        }

        DelegationAnswered delegate(Worker worker, RunMessage.DelegationRequested request) {
            worker.asked = Math.max(worker.asked, request.number());
            worker.answers.remove(request.number());
            send(request);
            return Objects.requireNonNull(worker.answers.get(request.number()));
        }

        RunMessage.DelegationRequested request(
                Worker worker, @Nullable String agent, @Nullable String needs, boolean detached) {
            return new RunMessage.DelegationRequested(
                    pool,
                    holder,
                    worker.attempt(),
                    worker.asked + 1,
                    agent == null ? null : new Pool(agent),
                    needs,
                    Prompt.of("look at it"),
                    TaskOptions.NONE,
                    List.of(),
                    false,
                    null,
                    detached,
                    now());
        }

        /** It waits for all that it has delegated, or waits no more. */
        void wait(Worker worker, boolean waiting) {
            worker.isWaiting = waiting;
            send(new RunMessage.RunWaiting(pool, holder, worker.attempt(), waiting, now()));
        }

        void finish(Worker worker, RunOutcome outcome) {
            held.remove(worker.attempt());
            send(finished(worker.attempt(), outcome));
        }

        void succeed(Worker worker) {
            finish(worker, new RunOutcome.Succeeded());
        }

        private RunMessage finished(Attempt attempt, RunOutcome outcome) {
            return new RunMessage.RunFinished(pool, holder, attempt, outcome, null, now());
        }
    }
}
