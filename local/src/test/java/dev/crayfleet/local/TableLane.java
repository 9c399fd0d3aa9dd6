package dev.crayfleet.local;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.ApprovalGiven;
import dev.crayfleet.contract.TaskMessage.CancelRequested;
import dev.crayfleet.contract.TaskMessage.DrainRequested;
import dev.crayfleet.contract.TaskMessage.FleetChanged;
import dev.crayfleet.contract.TaskMessage.PauseRequested;
import dev.crayfleet.contract.TaskMessage.PoolResumeRequested;
import dev.crayfleet.contract.TaskMessage.ReplayRequested;
import dev.crayfleet.contract.TaskMessage.ResumeRequested;
import dev.crayfleet.contract.TaskMessage.StopRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.dispatcher.ledger.Decider;
import dev.crayfleet.dispatcher.ledger.Decision;
import dev.crayfleet.dispatcher.ledger.FinishedTask;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.dispatcher.ledger.Ledger;
import dev.crayfleet.dispatcher.ledger.LedgerEntry;
import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.dispatcher.ledger.TaskView;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.file.FleetJson;
import dev.crayfleet.local.AccessTable.Act;
import dev.crayfleet.local.AccessTable.Who;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lane with everything in it that can be asked about: tasks of the asker's and of somebody
 * else's, that live and that have ended, one that waits for approval, a runner, a paused pool.
 */
final class TableLane {
    private static final Requester OTHER = new Requester("discord:5", "Ola");
    private static final Requester AUDITED = new Requester("kafka:billing", "billing");
    private static final Holder RUNNER =
            new Holder(new RunnerId("runner-1"), new Incarnation("life-1"));
    private static final Pool AUDITOR = new Pool("auditor");
    private static final Pool PAUSED = new Pool("paused");

    private final Map<TaskId, FinishedTask> ended = new HashMap<>();
    private final Ledger ledger =
            new Ledger(Rules.DEFAULT, id -> Optional.ofNullable(ended.get(id)));
    private final Decider decider = new Decider(Rules.DEFAULT);
    private final Fleet fleet;
    private Instant now;
    private long offset = 1;
    private int orders;
    private @Nullable Decision last;

    TableLane(Fleet fleet, Instant now) {
        this.fleet = fleet;
        this.now = now;
    }

    /**
     * Brings the lane there, before there is a file, and gives it the file.
     *
     * @param type of what will be asked; what stands still is there only where it can be resumed
     */
    void prepare(Who who, Class<? extends TaskMessage> type) {
        handle(
                new Input.RunRecord(
                        new RunnerJoined(
                                Pool.DEFAULT,
                                RUNNER,
                                1,
                                new RunnerDetails(
                                        "host",
                                        "1",
                                        null,
                                        List.of(RunnerDetails.MODES),
                                        RunnerModels.LITERAL),
                                now),
                        now));
        for (String name : List.of("live", "ended")) {
            record(task(name + "-own", Pool.DEFAULT, who.requester(), who.origin()));
            record(task(name + "-others", Pool.DEFAULT, OTHER, new Origin.Http()));
        }
        record(new CancelRequested(new TaskId("ended-own"), Pool.DEFAULT, OTHER, now));
        record(new CancelRequested(new TaskId("ended-others"), Pool.DEFAULT, OTHER, now));
        record(new PauseRequested(PAUSED, order(OTHER)));
        if (type == ResumeRequested.class) {
            record(new StopRequested(0, order(OTHER)));
        }
        record(fleetChanged(1, OTHER));
        record(task("waits", AUDITOR, AUDITED, new Origin.Kafka(0, offset)));
        if (lastRefusal() != null) {
            throw new AssertionError(lastRefusal());
        }
        // What is asked at the same time as what is there is no newer order.
        now = now.plusSeconds(1);
    }

    void ask(Class<? extends TaskMessage> type, Act act, Who who) {
        record(message(type, act, who));
    }

    /** Why the last record was refused; null if it was not. */
    @Nullable String lastRefusal() {
        return Objects.requireNonNull(last).refusal().orElse(null);
    }

    /** Whether anything follows from the last record but that it was refused. */
    boolean changedByLast() {
        Decision decision = Objects.requireNonNull(last);
        return !decision.entries().isEmpty()
                || !decision.claims().isEmpty()
                || !decision.results().isEmpty()
                || !decision.messages().isEmpty();
    }

    /** The record by which somebody asks for that. */
    TaskMessage message(Class<? extends TaskMessage> type, Act act, Who who) {
        Requester asker = who.requester();
        TaskId live = new TaskId(act == Act.CANCEL_OWN ? "live-own" : "live-others");
        TaskId source = new TaskId(act == Act.REPLAY_OWN ? "ended-own" : "ended-others");
        Map<Class<? extends TaskMessage>, TaskMessage> all =
                Map.ofEntries(
                        Map.entry(
                                TaskSubmitted.class,
                                task(
                                        "new",
                                        new Pool(act.agent()),
                                        who == Who.UNSIGNED ? Requester.UNKNOWN : asker,
                                        who.origin())),
                        Map.entry(
                                CancelRequested.class,
                                new CancelRequested(live, Pool.DEFAULT, asker, now)),
                        Map.entry(
                                ReplayRequested.class,
                                new ReplayRequested(
                                        new TaskId("again"),
                                        Pool.DEFAULT,
                                        source,
                                        null,
                                        TaskOptions.NONE,
                                        asker,
                                        now)),
                        Map.entry(
                                ApprovalGiven.class,
                                new ApprovalGiven(
                                        new TaskId("waits"), AUDITOR, asker, seen(), now)),
                        Map.entry(FleetChanged.class, fleetChanged(2, asker)),
                        Map.entry(StopRequested.class, new StopRequested(0, order(asker))),
                        Map.entry(ResumeRequested.class, new ResumeRequested(0, order(asker))),
                        Map.entry(
                                PauseRequested.class,
                                new PauseRequested(Pool.DEFAULT, order(asker))),
                        Map.entry(
                                PoolResumeRequested.class,
                                new PoolResumeRequested(PAUSED, order(asker))),
                        Map.entry(
                                DrainRequested.class,
                                new DrainRequested(Pool.DEFAULT, RUNNER, order(asker))));
        return Objects.requireNonNull(all.get(type), "no example of " + type);
    }

    private @Nullable String seen() {
        return new Queries(ledger, now)
                .task(new TaskId("waits"))
                .map(TaskView::access)
                .map(TaskView.Access::sha256)
                .orElse(null);
    }

    private FleetChanged fleetChanged(long number, Requester by) {
        return new FleetChanged(
                0,
                number,
                FleetJson.sha256(fleet),
                new String(FleetJson.write(fleet), StandardCharsets.UTF_8),
                order(by));
    }

    private Order order(Requester by) {
        return new Order("o-" + orders++, by, null, now);
    }

    private TaskSubmitted task(String id, Pool pool, Requester by, Origin origin) {
        return new TaskSubmitted(
                new TaskId(id),
                pool,
                Prompt.of("do " + id),
                TaskOptions.NONE,
                List.of(),
                origin,
                by,
                now,
                null);
    }

    private void record(TaskMessage message) {
        handle(new Input.TaskRecord(message, new RecordPosition(0, offset++, now)));
    }

    private void handle(Input input) {
        Decision decision = decider.handle(ledger, input, now);
        for (LedgerEntry each : decision.entries()) {
            if (each instanceof LedgerEntry.TaskClosed closed) {
                ended.put(closed.task().id(), closed.task());
            }
        }
        last = decision;
    }
}
