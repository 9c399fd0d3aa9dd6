package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.FleetEvent.LaneFleetChanged;
import dev.crayfleet.contract.FleetEvent.LaneOrderRefused;
import dev.crayfleet.contract.FleetEvent.PoolOrderRefused;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunnerDetails;
import dev.crayfleet.contract.RunnerModels;
import dev.crayfleet.contract.TaskEvent.ApprovalAwaited;
import dev.crayfleet.contract.TaskEvent.TaskQueued;
import dev.crayfleet.contract.TaskEvent.TaskRequestRefused;
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
import dev.crayfleet.contract.TaskStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may what of a lane, once a fleet file says so. */
class AccessTest {
    private static final Holder RUNNER = LedgerHarness.runner("runner-1");
    private static final Requester LEAD = new Requester("discord:1234", "Lea");
    private static final Requester MEMBER = new Requester("discord:77", "Max");
    private static final Requester OTHER = new Requester("discord:78", "Ola");
    private static final Requester GUEST = new Requester("token:guest", "guest");
    private static final String FILE =
            """
            {"roles": {
               "lead": {"members": ["discord:1234", "discord-role:5678"], "may": ["*"]},
               "member": {"members": ["discord:*"], "may": ["submit", "cancel-own", "replay-own"],
                          "models": ["cheap"], "mode": "restricted",
                          "limits": {"retries": 1, "tasks-per-minute": 3, "open-tasks": 2}}},
             "approvals": [{"when": {"agents": ["auditor"]}, "by": "lead",
                            "not-by-requester": true, "expires": "2h"}]}
            """;

    private final LedgerHarness lane = new LedgerHarness();
    private int orders;

    /** Every message of the topic, asked by somebody whom the file gives nothing. */
    @Test
    void nothingGoesRoundTheGate() {
        lane.join(RUNNER, 1);
        lane.submit("runs");
        lane.submit("waits");
        lane.submit("ended");
        lane.cancel("ended");
        lane.order(new PauseRequested(new Pool("p"), order(LEAD)));
        apply(FILE);
        TaskId waits = new TaskId("waits");
        List<TaskMessage> all =
                List.of(
                        task("new", Pool.DEFAULT, GUEST),
                        new CancelRequested(waits, Pool.DEFAULT, GUEST, lane.now),
                        new CancelRequested(new TaskId("runs"), Pool.DEFAULT, GUEST, lane.now),
                        new ReplayRequested(
                                new TaskId("again"),
                                Pool.DEFAULT,
                                new TaskId("ended"),
                                null,
                                TaskOptions.NONE,
                                GUEST,
                                lane.now),
                        new StopRequested(0, order(GUEST)),
                        new ResumeRequested(0, order(GUEST)),
                        new PauseRequested(Pool.DEFAULT, order(GUEST)),
                        new PoolResumeRequested(new Pool("p"), order(GUEST)),
                        new DrainRequested(Pool.DEFAULT, RUNNER, order(GUEST)));
        Set<Class<?>> asked = all.stream().map(Object::getClass).collect(Collectors.toSet());
        asked.add(ApprovalGiven.class);
        // Whoever has a key to sign with gives the file itself.
        asked.add(FleetChanged.class);
        // What lanes tell each other follows from what was allowed; it is believed if it is signed.
        asked.add(TaskMessage.ChildEnded.class);
        asked.add(TaskMessage.ChildCancelled.class);
        assertThat(leaves(TaskMessage.class)).containsExactlyInAnyOrderElementsOf(asked);
        for (TaskMessage each : all) {
            assertRefused(lane.order(each), each);
        }
        lane.order(task("approve-me", new Pool("auditor"), MEMBER));
        assertRefused(lane.order(approval("approve-me", GUEST)), "approval");
    }

    private static void assertRefused(Decision decision, Object of) {
        assertThat(decision.refusal()).as("%s", of).isPresent();
        assertThat(decision.entries()).as("%s", of).isEmpty();
        assertThat(decision.claims()).as("%s", of).isEmpty();
        assertThat(decision.results()).as("%s", of).isEmpty();
        assertThat(decision.messages()).as("%s", of).isEmpty();
        assertThat(decision.events()).as("%s", of).hasSize(1);
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(AccessTest::leaves)
                : Stream.of(type);
    }

    @Test
    void aRefusalSaysWhoWhatAndByWhichRule() {
        apply(FILE);
        lane.order(task("t", Pool.DEFAULT, GUEST));
        assertThat(lane.refusals.getLast())
                .startsWith("guest may not submit task t: ")
                .contains("in version 1 (");
        assertThat(lane.events(TaskRequestRefused.class))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.action()).isEqualTo("submit");
                    assertThat(event.requester()).isEqualTo(GUEST);
                    assertThat(event.origin()).isEqualTo(new Origin.Http());
                });
        lane.order(new StopRequested(0, order(MEMBER)));
        assertThat(lane.events(LaneOrderRefused.class))
                .singleElement()
                .satisfies(event -> assertThat(event.rule()).startsWith("roles.member"));
        lane.order(new PauseRequested(Pool.DEFAULT, order(MEMBER)));
        assertThat(lane.events(PoolOrderRefused.class)).hasSize(1);
    }

    /** The id of a task that was refused is free. */
    @Test
    void whatIsRefusedLeavesNothingBehind() {
        apply(FILE);
        lane.order(task("t", Pool.DEFAULT, GUEST));
        lane.order(task("t", Pool.DEFAULT, LEAD));
        assertThat(lane.tasksIn(TaskState.Queued.class)).containsExactly(new TaskId("t"));
    }

    @Test
    void aTaskIsRunAsItsRequesterMay() {
        apply(FILE);
        lane.join(RUNNER, 2);
        lane.order(task("member", Pool.DEFAULT, MEMBER));
        assertThat(lane.lastGranted().work().options().model()).isEqualTo("cheap");
        assertThat(lane.lastGranted().work().mode()).isEqualTo(AgentMode.RESTRICTED);
        lane.order(task("lead", Pool.DEFAULT, LEAD));
        assertThat(lane.lastGranted().work().options().model()).isNull();
        assertThat(lane.lastGranted().work().mode()).isNull();
        assertThat(lane.events(TaskQueued.class))
                .extracting(TaskQueued::rule)
                .satisfiesExactly(
                        rule -> assertThat(rule).startsWith("roles.member in version 1"),
                        // What everybody may, a lead may, too.
                        rule -> assertThat(rule).startsWith("roles.lead"));
        assertThat(lane.queries().task(new TaskId("member")).orElseThrow().access())
                .satisfies(access ->
                        assertThat(Objects.requireNonNull(access).notes())
                                .anyMatch(note -> note.contains("cheap")));
    }

    @Test
    void aRoleAtTheServerIsARole() {
        apply(FILE);
        Requester withRole = new Requester("discord:79", "Kim", List.of("5678"));
        lane.order(new StopRequested(0, order(withRole)));
        assertThat(lane.refusals).isEmpty();
        lane.order(task("t", Pool.DEFAULT, withRole));
        assertThat(lane.events(TaskQueued.class).getLast().requester().roles()).isNull();
    }

    @Test
    void oneCancelsOnesOwnTasks() {
        apply(FILE);
        lane.order(task("t", Pool.DEFAULT, MEMBER));
        lane.order(new CancelRequested(new TaskId("t"), Pool.DEFAULT, OTHER, lane.now));
        assertThat(lane.results).isEmpty();
        assertThat(lane.refusals.getLast()).startsWith("Ola may not cancel task t");
        lane.order(new CancelRequested(new TaskId("t"), Pool.DEFAULT, MEMBER, lane.now));
        assertThat(lane.results.getLast().status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void limitsOfARequesterAreKept() {
        apply(FILE);
        lane.order(task("a", Pool.DEFAULT, MEMBER));
        lane.order(task("b", Pool.DEFAULT, MEMBER));
        lane.order(task("c", Pool.DEFAULT, MEMBER));
        assertThat(lane.refusals.getLast()).contains("at most 2 tasks at a time");
        lane.order(new CancelRequested(new TaskId("a"), Pool.DEFAULT, MEMBER, lane.now));
        lane.takeOver();
        lane.order(task("c", Pool.DEFAULT, MEMBER));
        lane.order(new CancelRequested(new TaskId("b"), Pool.DEFAULT, MEMBER, lane.now));
        assertThat(lane.refusals).hasSize(1);
        lane.order(new CancelRequested(new TaskId("c"), Pool.DEFAULT, MEMBER, lane.now));
        lane.order(task("d", Pool.DEFAULT, MEMBER));
        lane.order(task("others-have-their-own", Pool.DEFAULT, OTHER));
        assertThat(lane.tasksIn(TaskState.Queued.class)).hasSize(2);
    }

    @Test
    void tasksOfAMinuteAreLimited() {
        apply(FILE);
        for (int i = 0; i < 3; i++) {
            lane.order(task("t" + i, Pool.DEFAULT, MEMBER));
            lane.order(new CancelRequested(new TaskId("t" + i), Pool.DEFAULT, MEMBER, lane.now));
            lane.tick(Duration.ofSeconds(10));
        }
        lane.order(task("t3", Pool.DEFAULT, MEMBER));
        assertThat(lane.refusals.getLast())
                .contains("at most 3 tasks a minute")
                .contains("try again in 30 s");
        lane.tick(Duration.ofSeconds(31));
        lane.order(task("t3", Pool.DEFAULT, MEMBER));
        assertThat(lane.refusals).hasSize(1);
    }

    @Test
    void anApprovalIsOfWhatWasSeenByWhoMayAndNotByWhoAsked() {
        apply(FILE);
        Pool auditor = new Pool("auditor");
        lane.order(task("audit", auditor, LEAD));
        assertThat(lane.events(ApprovalAwaited.class).getLast().approvers())
                .containsExactly("lead");
        TaskView view = lane.queries().task(new TaskId("audit")).orElseThrow();
        TaskView.Access access = Objects.requireNonNull(view.access());
        assertThat(access.expiresAt()).isEqualTo(lane.now.plus(Duration.ofHours(2)));
        assertThat(Objects.requireNonNull(view.waiting()).sentence())
                .isEqualTo("it waits until somebody of the role lead approves it");
        lane.order(approval("audit", MEMBER));
        assertThat(lane.refusals.getLast()).contains("one of these roles: lead");
        lane.order(approval("audit", LEAD));
        assertThat(lane.refusals.getLast()).contains("somebody else than the one who asked");
        Requester second = new Requester("discord:80", "Uma", List.of("5678"));
        lane.order(new ApprovalGiven(new TaskId("audit"), auditor, second, null, lane.now));
        assertThat(lane.refusals.getLast()).contains("does not say what was seen");
        lane.order(
                new ApprovalGiven(new TaskId("audit"), auditor, second, "0".repeat(64), lane.now));
        assertThat(lane.refusals.getLast()).contains("is another than the one that was approved");
        assertThat(lane.tasksIn(TaskState.Queued.class)).isEmpty();
        lane.takeOver();
        lane.order(
                new ApprovalGiven(new TaskId("audit"), auditor, second, access.sha256(), lane.now));
        assertThat(lane.tasksIn(TaskState.Queued.class)).containsExactly(new TaskId("audit"));
    }

    @Test
    void anApprovalThatNobodyGivesExpiresWhenTheFileSays() {
        apply(FILE);
        lane.order(task("audit", new Pool("auditor"), MEMBER));
        lane.tick(Duration.ofHours(2).plusSeconds(1));
        assertThat(lane.results.getLast().status()).isEqualTo(TaskStatus.EXPIRED);
        assertThat(lane.results.getLast().reason()).startsWith("nobody approved it within 2 h");
    }

    /** The name of a model goes by what the pool's runners take it for. */
    @Test
    void anApprovalOfAModelIsOfWhatItsNameMeansToRunners() {
        String file =
                """
                {"roles": {"lead": {"members": ["discord:1234"], "may": ["*"]}},
                 "approvals": [{"when": {"models": ["dear"]}, "by": "lead"}]}
                """;
        apply(file);
        lane.order(asking("before-any-runner", "cheap"));
        assertThat(lane.tasksIn(TaskState.AwaitingApproval.class)).hasSize(1);
        assertThat(notes("before-any-runner"))
                .singleElement()
                .asString()
                .startsWith("approvals[0] is asked for because no runner has said");
        lane.join(
                RUNNER,
                Pool.DEFAULT,
                1,
                new RunnerDetails(
                        "h",
                        "1",
                        null,
                        List.of(RunnerDetails.MODES),
                        RunnerModels.of(Map.of("dear", "p/dear", "cheap", "p/cheap"))));
        lane.order(asking("known", "cheap"));
        lane.order(asking("other-case", "DEAR"));
        lane.order(asking("whole-name", "p/dear"));
        lane.order(asking("unknown", "p/dear@work"));
        lane.takeOver();
        lane.order(asking("known-after-a-takeover", "p/cheap"));
        assertThat(lane.tasksIn(TaskState.AwaitingApproval.class))
                .extracting(TaskId::value)
                .containsExactlyInAnyOrder(
                        "before-any-runner", "other-case", "whole-name", "unknown");
        assertThat(notes("whole-name")).as("a runner has said that it is").isEmpty();
        assertThat(notes("unknown")).hasSize(1);
    }

    private List<String> notes(String task) {
        return Objects.requireNonNull(lane.queries().task(new TaskId(task)).orElseThrow().access())
                .notes();
    }

    private TaskSubmitted asking(String id, String model) {
        return task(id, Pool.DEFAULT, LEAD)
                .withOptions(new TaskOptions(model, null, null, null, null));
    }

    /** It would give the agent a shell: it does not know that a task may say how it is run. */
    @Test
    void anOlderRunnerIsGivenNothingThatIsToBeRunRestricted() {
        apply(FILE);
        lane.join(RUNNER, Pool.DEFAULT, 2, null);
        lane.order(task("restricted", Pool.DEFAULT, MEMBER));
        lane.order(task("full", Pool.DEFAULT, LEAD));
        assertThat(lane.granted())
                .extracting(claim -> claim.attempt().task().value())
                .containsExactly("full");
        TaskView view = lane.queries().task(new TaskId("restricted")).orElseThrow();
        assertThat(Objects.requireNonNull(view.waiting()).reason()).isEqualTo("runners-older");
        lane.join(LedgerHarness.runner("runner-2"), 1);
        assertThat(lane.lastGranted().attempt().task().value()).isEqualTo("restricted");
        assertThat(lane.lastGranted().holder().runner().value()).isEqualTo("runner-2");
        // Of whom an older dispatcher has kept nothing but that it is there.
        lane.order(task("next", Pool.DEFAULT, OTHER));
        lane.beat(RUNNER, 2, lane.granted(RUNNER).getFirst().attempt());
        assertThat(lane.lastGranted().attempt().task().value()).isEqualTo("next");
    }

    /** Their sources are read one after another, so that all of them could be asked for at once. */
    @Test
    void replaysThatWaitForTheirSourcesCount() {
        for (String each : List.of("a", "b", "c")) {
            lane.submit(task(each, Pool.DEFAULT, MEMBER));
            lane.order(new CancelRequested(new TaskId(each), Pool.DEFAULT, MEMBER, lane.now));
        }
        apply(FILE);
        lane.tick(Duration.ofMinutes(2));
        lane.order(again("a"));
        lane.order(again("b"));
        lane.takeOver();
        lane.order(again("c"));
        assertThat(lane.refusals).singleElement().asString().contains("at most 2 tasks at a time");
        lane.handle(
                new Input.ReplaySourceFound(
                        new TaskId("again-a"), task("a", Pool.DEFAULT, MEMBER)));
        lane.order(lane.submissions.remove());
        assertThat(lane.refusals).as("one that waited does not count twice").hasSize(1);
    }

    private ReplayRequested again(String id) {
        return new ReplayRequested(
                new TaskId("again-" + id),
                Pool.DEFAULT,
                new TaskId(id),
                null,
                TaskOptions.NONE,
                MEMBER,
                lane.now);
    }

    @Test
    void aReplayIsNarrowedToWhatWhoRepeatsItMay() {
        lane.submit(withRetries(task("t", Pool.DEFAULT, MEMBER), 5));
        lane.cancel("t");
        apply(FILE);
        ReplayRequested replay =
                new ReplayRequested(
                        new TaskId("again"),
                        Pool.DEFAULT,
                        new TaskId("t"),
                        null,
                        TaskOptions.NONE,
                        MEMBER,
                        lane.now);
        lane.order(replay);
        lane.handle(
                new Input.ReplaySourceFound(
                        replay.id(), withRetries(task("t", Pool.DEFAULT, MEMBER), 5)));
        TaskSubmitted again = lane.submissions.remove();
        assertThat(again.options().retries()).isEqualTo(1);
        lane.order(again);
        assertThat(lane.tasksIn(TaskState.Queued.class)).containsExactly(replay.id());
        lane.order(
                new ReplayRequested(
                        new TaskId("not-mine"),
                        Pool.DEFAULT,
                        new TaskId("t"),
                        null,
                        TaskOptions.NONE,
                        OTHER,
                        lane.now));
        assertThat(lane.refusals.getLast()).startsWith("Ola may not replay task t");
    }

    @Test
    void aFileThatIsNotNewerOrCannotBeReadChangesNothing() {
        apply(FILE);
        FleetChanged copy = FleetFiles.changed(1, "{}", order(LEAD));
        assertThat(lane.order(copy)).isEqualTo(Decision.NOTHING);
        FleetChanged broken = new FleetChanged(0, 2, copy.sha256(), "{\"roles\": 7}", order(LEAD));
        assertThat(lane.order(broken).refusal().orElseThrow())
                .startsWith("version 2 of the fleet file changes nothing in lane 0: roles");
        FleetChanged other = new FleetChanged(0, 2, "0".repeat(64), copy.file(), order(LEAD));
        assertThat(lane.order(other).refusal().orElseThrow()).contains("its hash is another");
        lane.takeOver();
        assertRefused(lane.order(task("t", Pool.DEFAULT, GUEST)), "task");
        lane.order(FleetFiles.changed(2, "{}", order(LEAD)));
        assertThat(lane.events(LaneFleetChanged.class).getLast().before()).isEqualTo(1);
        lane.order(task("t", Pool.DEFAULT, GUEST));
        assertThat(lane.tasksIn(TaskState.Queued.class)).hasSize(1);
    }

    /** What another version has written into the ledger must not open the fleet. */
    @Test
    void aRecordedFileThatCannotBeReadAllowsNothing() {
        LaneFleet unreadable =
                new LaneFleet(9, "f1".repeat(32), "{\"later\": 1}", order(LEAD), lane.now);
        lane.ledger().apply(new LedgerEntry.FleetPut(unreadable));
        assertRefused(lane.order(task("t", Pool.DEFAULT, LEAD)), "task");
    }

    @Test
    void recordsOfOtherProgramsAreNobodyInParticular() {
        apply(FILE);
        TaskSubmitted claims = task("t", Pool.DEFAULT, LEAD);
        lane.order(
                new TaskSubmitted(
                        claims.id(),
                        claims.pool(),
                        claims.prompt(),
                        claims.options(),
                        List.of(),
                        new Origin.Kafka(0, 7),
                        LEAD,
                        lane.now,
                        null));
        assertThat(lane.refusals).hasSize(1);
    }

    private void apply(String file) {
        lane.order(FleetFiles.changed(1, file, order(LEAD)));
        assertThat(lane.refusals).isEmpty();
    }

    private ApprovalGiven approval(String id, Requester by) {
        TaskId task = new TaskId(id);
        String sha256 =
                lane.ledger().task(task).map(each -> each.submission().sha256()).orElse(null);
        return new ApprovalGiven(task, new Pool("auditor"), by, sha256, lane.now);
    }

    private Order order(Requester by) {
        return new Order("o-" + orders++, by, null, lane.now);
    }

    private TaskSubmitted task(String id, Pool pool, Requester requester) {
        return new TaskSubmitted(
                new TaskId(id),
                pool,
                Prompt.of("do " + id),
                TaskOptions.NONE,
                List.of(),
                new Origin.Http(),
                requester,
                lane.now,
                null);
    }

    private static TaskSubmitted withRetries(TaskSubmitted task, int retries) {
        return task.withOptions(new TaskOptions(null, null, null, retries, null));
    }
}
