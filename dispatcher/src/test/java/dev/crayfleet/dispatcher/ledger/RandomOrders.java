package dev.crayfleet.dispatcher.ledger;

import static dev.crayfleet.dispatcher.ledger.HistoryChecks.require;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.DrainRequested;
import dev.crayfleet.contract.TaskMessage.PauseRequested;
import dev.crayfleet.contract.TaskMessage.PoolResumeRequested;
import dev.crayfleet.contract.TaskMessage.ResumeRequested;
import dev.crayfleet.contract.TaskMessage.StopRequested;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Orders of a {@link RandomHistory}, some of which come late or more than once, and what a person
 * who reads them in the same order would expect of them.
 */
final class RandomOrders {
    private static final Requester ADA = new Requester("http:ada", "Ada");

    private final LedgerHarness lane;
    private final Random random;
    private final Runnable afterEach;
    private final List<TaskMessage> written = new ArrayList<>();

    /** Files by which everybody in a history may everything, with limits that are kept. */
    private static final List<String> FLEETS =
            List.of(
                    "{}",
                    "{\"roles\": {\"all\": {\"members\": [\"local\"], \"may\": [\"*\"], \"mode\": \"restricted\"}}}",
                    """
                    {"roles": {"all": {"members": ["local"], "may": ["*"], "models": ["coder", "*"]}},
                     "approvals": [{"when": {"models": ["coder"]}, "by": "all", "expires": "1h"}]}
                    """);

    /** Written, and read by nobody yet. */
    private final List<TaskMessage> late = new ArrayList<>();

    private final Set<String> stopsRead = new HashSet<>();
    private final Set<TaskId> heldAtStop = new HashSet<>();
    private @Nullable Order stop;
    private @Nullable String lastResume;
    private @Nullable Order pause;
    private @Nullable Instant lastPoolOrder;
    private int count;
    int stops;
    int resumes;
    int pauses;
    int drains;
    int fleets;

    /**
     * @param afterEach called when an order was read
     */
    RandomOrders(LedgerHarness lane, Random random, Runnable afterEach) {
        this.lane = lane;
        this.random = random;
        this.afterEach = afterEach;
    }

    /**
     * Somebody orders something, which is read now, later, or more than once.
     *
     * @param runner that is drained, if that is what is ordered
     */
    void giveOne(Holder runner) {
        if (random.nextInt(6) == 0) {
            read(FleetFiles.changed(count, FLEETS.get(random.nextInt(FLEETS.size())), order()));
        }
        TaskMessage order =
                switch (random.nextInt(6)) {
                    case 0 -> new StopRequested(0, order());
                    case 1, 2 -> new ResumeRequested(0, order());
                    case 3 -> new PauseRequested(LedgerHarness.POOL, order());
                    case 4 -> new PoolResumeRequested(LedgerHarness.POOL, order());
                    default -> new DrainRequested(LedgerHarness.POOL, runner, order());
                };
        written.add(order);
        if (random.nextInt(4) == 0) {
            late.add(order);
        } else {
            read(order);
        }
        if (random.nextInt(3) == 0) {
            read(written.get(random.nextInt(written.size())));
        }
        if (!late.isEmpty() && random.nextBoolean()) {
            read(late.removeFirst());
        }
    }

    /** All goes on. */
    void resumeAll() {
        late.forEach(this::read);
        late.clear();
        read(new ResumeRequested(0, order()));
        read(new PoolResumeRequested(LedgerHarness.POOL, order()));
        require(stop == null && pause == null, "a newer order to resume ends stop and pause");
    }

    private Order order() {
        lane.now = lane.now.plusMillis(1);
        return new Order("order-" + count++, ADA, null, lane.now);
    }

    private void read(TaskMessage order) {
        Set<TaskId> held = Set.copyOf(lane.tasksIn(TaskState.Held.class));
        Decision decision = lane.order(order);
        switch (order) {
            case StopRequested message -> stopRead(message.order(), held, decision);
            case ResumeRequested message -> resumeRead(message.order());
            case PauseRequested message -> poolOrderRead(message.order(), true);
            case PoolResumeRequested message -> poolOrderRead(message.order(), false);
            case DrainRequested message -> drains += decision.refusal().isEmpty() ? 1 : 0;
            case TaskMessage.FleetChanged message -> fleets += decision.refusal().isEmpty() ? 1 : 0;
            case TaskMessage.OfTask other -> throw new AssertionError(other);
        }
        LaneStop.Current current = lane.ledger().holds().stop().current();
        require((current != null) == (stop != null), "the lane is stopped as was ordered");
        require(
                lane.ledger().holds().pause(LedgerHarness.POOL).isPresent() == (pause != null),
                "the pool is paused as was ordered");
        afterEach.run();
    }

    private void stopRead(Order order, Set<TaskId> held, Decision decision) {
        if (!stopsRead.add(order.id())) {
            require(decision.entries().isEmpty(), "a copy of an order to stop changes nothing");
            return;
        }
        stop = order;
        stops++;
        heldAtStop.addAll(held);
        Set<Attempt> revoked = new HashSet<>();
        decision.claims().stream()
                .filter(ClaimMessage.ClaimRevoked.class::isInstance)
                .map(ClaimMessage.ClaimRevoked.class::cast)
                .forEach(claim -> revoked.add(claim.attempt()));
        require(revoked.size() == held.size(), "all that is held is revoked");
    }

    private void resumeRead(Order order) {
        if (stop != null
                && order.requestedAt().isAfter(stop.requestedAt())
                && !order.id().equals(lastResume)) {
            stop = null;
            lastResume = order.id();
            resumes++;
        }
    }

    private void poolOrderRead(Order order, boolean toPause) {
        boolean isNewer = lastPoolOrder == null || order.requestedAt().isAfter(lastPoolOrder);
        if (isNewer && (toPause || pause != null)) {
            lastPoolOrder = order.requestedAt();
            pauses += toPause && pause == null ? 1 : 0;
            pause = toPause ? order : null;
        }
    }

    /** To be called with each new message for a runner. */
    void check(ClaimMessage message) {
        if (message instanceof ClaimGranted claim) {
            require(stop == null, "nothing is claimed while the lane is stopped");
            require(
                    pause == null || !claim.pool().equals(LedgerHarness.POOL),
                    "nothing of a pool is claimed while it is paused");
            require(
                    !heldAtStop.contains(claim.attempt().task()),
                    "what ran at the stop does not start again by itself");
        }
    }

    /** To be called with each new result. */
    void check(TaskResult result) {
        require(
                !heldAtStop.contains(result.id())
                        || result.status() == TaskStatus.CANCELLED
                        || result.status() == TaskStatus.SUCCEEDED,
                "what ran at the stop is cancelled, if it did not succeed just then");
        require(
                stop == null || result.status() != TaskStatus.EXPIRED,
                "nothing expires while the lane is stopped");
    }
}
