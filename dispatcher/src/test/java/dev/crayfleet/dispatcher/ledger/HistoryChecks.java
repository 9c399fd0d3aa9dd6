package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The promises that hold after every step of a {@link RandomHistory}. */
final class HistoryChecks {
    /** Every task that the ledger has accepted, and so owes a result. */
    final Set<TaskId> accepted = new TreeSet<>();

    final Map<TaskId, TaskResult> results = new HashMap<>();
    private final LedgerHarness lane;
    private final Rules rules;
    private final List<String> requesters;
    private final Set<Attempt> granted = new HashSet<>();
    private final RandomOrders orders;
    private int claimsChecked;
    private int resultsChecked;
    private int retried;

    /**
     * @param requesters by name, of those that have limits
     */
    HistoryChecks(LedgerHarness lane, Rules rules, List<String> requesters, RandomOrders orders) {
        this.lane = lane;
        this.rules = rules;
        this.requesters = requesters;
        this.orders = orders;
    }

    /** Asked a million times: without the cost of an assertion library. */
    static void require(boolean holds, String promise) {
        if (!holds) {
            throw new AssertionError(promise);
        }
    }

    /** How many claims were not their task's first. */
    int retried() {
        return retried;
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

    int forgottenPools() {
        return lane.recorded().forgottenPools();
    }

    /**
     * @param delivery takes each new message to runners
     */
    void check(Consumer<ClaimMessage> delivery) {
        while (claimsChecked < lane.claims.size()) {
            ClaimMessage message = lane.claims.get(claimsChecked++);
            checkClaim(message);
            orders.check(message);
            delivery.accept(message);
        }
        while (resultsChecked < lane.results.size()) {
            TaskResult result = lane.results.get(resultsChecked++);
            require(results.put(result.id(), result) == null, "a task has one result");
            orders.check(result);
        }
        checkCounts();
        require(!lane.hasUnwrittenClaim(), "no slot is idle while a task may run");
        int limit = rules.queueing().limits().perRequester();
        if (limit > 0) {
            for (String requester : requesters) {
                require(lane.countHeld(requester) <= limit, "nobody has more than the limit");
            }
        }
    }

    private void checkClaim(ClaimMessage message) {
        if (message instanceof ClaimGranted claim) {
            require(granted.add(claim.attempt()), "an attempt is claimed once");
            retried += claim.attempt().number() > 1 ? 1 : 0;
            require(!results.containsKey(claim.attempt().task()), "no claim after the result");
        }
    }

    private void checkCounts() {
        long acceptedTasks = lane.recorded().forgottenTasks();
        long endedTasks = lane.recorded().forgottenTasks();
        int liveTasks = 0;
        int emptyPools = 0;
        for (PoolCounts pool : lane.ledger().counts().values()) {
            require(
                    pool.missing() == 0,
                    "accepted = awaiting + queued + claimed + running + backing off + ended");
            acceptedTasks += pool.totals().accepted();
            endedTasks += pool.totals().ended();
            liveTasks += pool.tasks().sum();
            emptyPools += pool.runners().isServed() || pool.tasks().sum() > 0 ? 0 : 1;
        }
        require(acceptedTasks == accepted.size(), "every task is accepted once");
        require(endedTasks == results.size(), "every task ends once");
        require(liveTasks == lane.liveTasks(), "every live task is in one place");
        require(emptyPools <= rules.bounds().unservedPools(), "few pools are kept for nothing");
        require(
                lane.ledger().pools().limit().sessions().countAlive() <= rules.bounds().runners(),
                "runners are limited");
    }
}
