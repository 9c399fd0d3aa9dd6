package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.DelegationAnswered;
import dev.crayfleet.contract.ClaimMessage.DelegationEnded;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage.DelegationDenied;
import dev.crayfleet.contract.RunMessage.DelegationRequested;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskEvent.DelegationRefused;
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
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Agents that delegate to each other, over two lanes. */
class DelegationTest {
    private static final String FILE =
            """
            {"agents": {
               "manager": {"may-delegate-to": ["*"]},
               "lead": {"may-delegate-to": ["auditor", "webster"]},
               "auditor": {"capabilities": ["review"]},
               "webster": {"capabilities": ["search"], "mode": "restricted"},
               "critic": {"capabilities": ["review"]}},
             "roles": {
               "boss": {"members": ["discord-role:5"], "may": ["submit"]},
               "member": {"members": ["discord:*"], "may": ["submit"],
                          "agents": ["manager", "webster"], "mode": "restricted",
                          "limits": {"timeout": "10m"}},
               "here": {"members": ["local"], "may": ["submit", "cancel-any"]}}}
            """;

    private final DelegationFleet fleet = new DelegationFleet(2);
    private final AgentRunner manager = fleet.runner("manager", 1);
    private final AgentRunner lead = fleet.runner("lead", 1);
    private final AgentRunner auditor = fleet.runner("auditor", 1);
    private final AgentRunner webster = fleet.runner("webster", 1);

    private Worker start() {
        return start(TaskOptions.NONE);
    }

    private Worker start(TaskOptions options) {
        fleet.apply(1, FILE);
        fleet.submit("t", "manager", options);
        return manager.only();
    }

    private Worker startFor(Requester requester) {
        fleet.apply(1, FILE);
        fleet.submit(
                fleet.lane(manager.pool)
                        .task("t", manager.pool, "Ada", TaskOptions.NONE)
                        .withRequester(requester));
        return manager.only();
    }

    private <T extends TaskMessage> List<T> told(Class<T> type) {
        return fleet.told.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void anAgentIsAnsweredWithWhatAnotherHasDone() {
        Worker parent = start();
        DelegationAnswered answer = manager.delegate(parent, "auditor");
        assertThat(answer.refusal()).isNull();
        assertThat(answer.agent()).isEqualTo(auditor.pool);
        assertThat(answer.child()).isEqualTo(new TaskId("t-d1-1"));
        fleet.deliverAll();
        Worker child = auditor.only();
        Origin.Agent origin = (Origin.Agent) child.claim.work().origin();
        assertThat(origin.line()).containsExactly(manager.pool);
        assertThat(origin.root()).isInstanceOf(Origin.Http.class);
        auditor.succeed(child);
        assertThat(parent.ended).isEmpty();
        fleet.deliverAll();
        DelegationEnded ended = Objects.requireNonNull(parent.ended.get(1));
        assertThat(ended.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(ended.agent()).isEqualTo(auditor.pool);
        assertThat(told(ChildEnded.class)).hasSize(1);
        TaskView view = view("t", manager);
        assertThat(view.children())
                .containsExactly(
                        new TaskView.DelegatedTask("t-d1-1", "auditor", 1, false, "succeeded"));
        assertThat(view("t-d1-1", auditor).parent())
                .isEqualTo(new TaskView.Parent("t", "manager", 1));
        assertThat(fleet.lane(manager.pool).events(TaskEvent.TaskDelegated.class)).hasSize(1);
    }

    private TaskView view(String id, AgentRunner runner) {
        return fleet.lane(runner.pool).queries().task(new TaskId(id)).orElseThrow();
    }

    @Test
    void theSameNumberIsTheSameChildAndNothingElse() {
        Worker parent = start();
        DelegationRequested request = manager.request(parent, "auditor", null, false);
        DelegationAnswered first = manager.delegate(parent, request);
        DelegationAnswered again = manager.delegate(parent, request);
        assertThat(again.child()).isEqualTo(first.child());
        assertThat(told(TaskSubmitted.class)).hasSize(1);
        DelegationRequested other = with(request, Prompt.of("something else"), null, null);
        assertRefused(manager.delegate(parent, other), "number", "used for something else");
    }

    private static DelegationRequested with(
            DelegationRequested old,
            Prompt prompt,
            @Nullable String channel,
            @Nullable TaskOptions options) {
        return new DelegationRequested(
                old.pool(),
                old.holder(),
                old.attempt(),
                old.number(),
                old.agent(),
                old.needs(),
                prompt,
                options == null ? old.options() : options,
                old.files(),
                old.deliver(),
                channel,
                old.detached(),
                old.at());
    }

    private void assertRefused(DelegationAnswered answer, String kind, String reason) {
        assertThat(answer.child()).isNull();
        assertThat(answer.refusal()).contains(reason);
        DelegationRefused event =
                fleet.lane(answer.pool()).events(DelegationRefused.class).getLast();
        assertThat(event.kind()).isEqualTo(kind);
        assertThat(event.reason()).isEqualTo(answer.refusal());
    }

    @Test
    void withoutAFleetFileNobodyDelegates() {
        fleet.submit("t", "manager", TaskOptions.NONE);
        assertRefused(
                manager.delegate(manager.only(), "auditor"), "no-fleet-file", "no fleet file");
    }

    @Test
    void whoIsNotNamedDelegatesNothing() {
        AgentRunner other = fleet.runner("other", 1);
        fleet.apply(1, FILE);
        fleet.submit("t", "other", TaskOptions.NONE);
        assertRefused(other.delegate(other.only(), "auditor"), "no-fleet-file", "does not name it");
    }

    @Test
    void onlyWhomTheFileAllowsIsAsked() {
        fleet.apply(1, FILE);
        fleet.submit("t", "auditor", TaskOptions.NONE);
        assertRefused(
                auditor.delegate(auditor.only(), "webster"), "agent", "may delegate to nobody");
        fleet.submit("u", "lead", TaskOptions.NONE);
        assertRefused(
                lead.delegate(lead.only(), "manager"),
                "agent",
                "lead may not delegate to manager; lead may delegate to auditor (review), webster (search)");
        assertRefused(lead.delegate(lead.only(), "nobody"), "agent", "there is no agent nobody");
        assertRefused(
                lead.delegate(lead.only(), lead.request(lead.only(), null, "cooking", false)),
                "agent",
                "no agent has the capability cooking");
        assertRefused(
                lead.delegate(lead.only(), lead.request(lead.only(), null, null, false)),
                "agent",
                "say either");
    }

    @Test
    void noAgentIsTwiceInALine() {
        Worker parent = start();
        assertRefused(manager.delegate(parent, "manager"), "line", "manager works in this line");
        manager.delegate(parent, "lead");
        fleet.deliverAll();
        fleet.apply(2, FILE.replace("[\"auditor\", \"webster\"]", "[\"*\"]"));
        assertRefused(lead.delegate(lead.only(), "manager"), "line", "manager → lead");
    }

    @Test
    void aLineHasAnEnd() {
        StringBuilder agents = new StringBuilder();
        for (int i = 0; i <= 6; i++) {
            fleet.runner("a" + i, 1);
            agents.append(i == 0 ? "" : ", ")
                    .append("\"a%d\": {\"may-delegate-to\": [\"*\"]}".formatted(i));
        }
        fleet.apply(1, "{\"agents\": {" + agents + "}}");
        fleet.submit("t", "a0", TaskOptions.NONE);
        for (int i = 0; i < Limits.DELEGATION_DEPTH; i++) {
            AgentRunner runner = Objects.requireNonNull(fleet.runners.get(new Pool("a" + i)));
            assertThat(runner.only().claim.work().agent()).isNotNull();
            assertThat(Objects.requireNonNull(runner.only().claim.work().agent()).delegates())
                    .isTrue();
            assertThat(runner.delegate(runner.only(), "a" + (i + 1)).refusal()).isNull();
            fleet.deliverAll();
        }
        AgentRunner last = Objects.requireNonNull(fleet.runners.get(new Pool("a5")));
        assertThat(Objects.requireNonNull(last.only().claim.work().agent()).delegates()).isFalse();
        assertRefused(last.delegate(last.only(), "a6"), "depth", "a4 → a5");
    }

    @Test
    void aTaskDelegatesSoOften() {
        Worker parent = start();
        for (int i = 0; i < Limits.CHILDREN; i++) {
            assertThat(manager.delegate(parent, "auditor").refusal()).isNull();
        }
        assertRefused(manager.delegate(parent, "auditor"), "children", "20 times");
        manager.finish(parent, Failed.of(FailureKind.TRANSIENT, "model is down"));
        fleet.tick(Duration.ofSeconds(10));
        Worker second = manager.only();
        assertThat(second.attempt().number()).isEqualTo(2);
        assertRefused(manager.delegate(second, "auditor"), "children", "20 times");
    }

    @Test
    void whatCannotBeDoneIsRefused() {
        Worker parent = start();
        DelegationRequested request = manager.request(parent, "auditor", null, false);
        assertRefused(
                manager.delegate(parent, with(request, request.prompt(), "12a", null)),
                "channel",
                "\"12a\" is no id");
        assertRefused(
                manager.delegate(
                        parent,
                        with(
                                request,
                                new Prompt(
                                        "long",
                                        new FileRef("i.txt", 65_537, "5e".repeat(32), 0, 0, 1)),
                                null,
                                null)),
                "instruction",
                "65,537 bytes");
        assertRefused(
                manager.delegate(parent, with(request, new Prompt("a\u0000b", null), null, null)),
                "instruction",
                "NUL");
        assertThat(told(TaskSubmitted.class)).isEmpty();
    }

    @Test
    void aChildHasAtMostTheTimeThatItsParentHasLeft() {
        Worker parent = start(new TaskOptions(null, null, Duration.ofMinutes(5), null, null));
        fleet.tick(Duration.ofMinutes(1));
        manager.delegate(parent, "auditor");
        DelegationRequested request = manager.request(parent, "auditor", null, false);
        manager.delegate(
                parent,
                with(
                        request,
                        request.prompt(),
                        null,
                        new TaskOptions(null, null, Duration.ofHours(2), null, null)));
        assertThat(told(TaskSubmitted.class))
                .extracting(each -> each.options().timeout())
                .containsExactly(Duration.ofMinutes(4), Duration.ofMinutes(4));
        fleet.tick(Duration.ofSeconds(239));
        fleet.tick(Duration.ofMillis(500));
        assertRefused(manager.delegate(parent, "auditor"), "time", "no time left");
    }

    @Test
    void anAgentHasNoMoreRightsThanWhoHasAskedForItsTask() {
        Worker parent = startFor(new Requester("discord:1", "Max"));
        assertRefused(
                manager.delegate(parent, "auditor"),
                "terms",
                "on behalf of discord:1, and there it is refused");
        DelegationAnswered allowed = manager.delegate(parent, "webster");
        assertThat(allowed.refusal()).isNull();
        Origin.Agent origin = (Origin.Agent) told(TaskSubmitted.class).getFirst().origin();
        assertThat(origin.mode()).isEqualTo(AgentMode.RESTRICTED);
        assertThat(origin.caps().timeout()).isEqualTo(Duration.ofMinutes(10));
        fleet.deliverAll();
        assertThat(webster.only().claim.work().mode()).isEqualTo(AgentMode.RESTRICTED);
    }

    @Test
    void rolesOfWhoHasAskedDecideForTheWholeTree() {
        Worker parent = startFor(new Requester("discord:1", "Max", List.of("5")));
        assertThat(manager.delegate(parent, "lead").refusal()).isNull();
        fleet.lanes.forEach(LedgerHarness::takeOver);
        fleet.tick(Duration.ZERO);
        fleet.deliverAll();
        assertThat(lead.delegate(lead.only(), "auditor").refusal()).isNull();
        fleet.deliverAll();
        assertThat(auditor.held).hasSize(1);
        assertThat(auditor.only().claim.work().requester().roles()).isNull();
        assertThat(fleet.results).isEmpty();
    }

    @Test
    void aCapabilityFindsWhoIsFreeAndElseTheShortestQueue() {
        DelegationFleet one = new DelegationFleet(1);
        AgentRunner asker = one.runner("manager", 1);
        AgentRunner critic = one.runner("critic", 1);
        AgentRunner other = one.runner("auditor", 1);
        one.apply(1, FILE);
        one.submit("busy", "critic", TaskOptions.NONE);
        one.submit("t", "manager", TaskOptions.NONE);
        Worker parent = asker.only();
        assertThat(review(asker, parent).agent()).as("it is free").isEqualTo(other.pool);
        one.deliverAll();
        one.submit("waits", "critic", TaskOptions.NONE);
        assertThat(review(asker, parent).agent()).as("none waits").isEqualTo(other.pool);
        one.deliverAll();
        one.submit("waits-too", "auditor", TaskOptions.NONE);
        assertThat(review(asker, parent).agent()).as("one waits").isEqualTo(critic.pool);
    }

    private static DelegationAnswered review(AgentRunner asker, Worker parent) {
        return asker.delegate(parent, asker.request(parent, null, "review", false));
    }

    @Test
    void agentsOfOtherLanesTakeTurns() {
        DelegationFleet alone = new DelegationFleet(1);
        AgentRunner asker = alone.runner("manager", 1);
        alone.apply(1, FILE);
        alone.submit("t", "manager", TaskOptions.NONE);
        Set<Pool> asked = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            // Neither agent is known in this lane, as those of others are not.
            asked.add(review(asker, asker.only()).agent());
        }
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatComesTooLateIsRefused() {
        Worker parent = start();
        DelegationRequested request = manager.request(parent, "auditor", null, false);
        manager.finish(parent, Failed.of(FailureKind.PERMANENT, "no such model"));
        manager.send(request);
        DelegationAnswered answer = (DelegationAnswered) fleet.lane(manager.pool).claims.getLast();
        assertRefused(answer, "ended", "this attempt has ended");
        assertThat(told(TaskSubmitted.class)).isEmpty();
    }

    @Test
    void whatIsBeingStoppedDelegatesNothingMore() {
        Worker parent = start();
        LedgerHarness lane = fleet.lane(manager.pool);
        lane.cancel("t", manager.pool);
        manager.send(manager.request(parent, "auditor", null, false));
        assertThat(lane.events(DelegationRefused.class)).hasSize(1);
        assertThat(told(TaskSubmitted.class)).isEmpty();
    }

    @Test
    void childrenGoDownWithTheirParentUnlessTheyAreDetached() {
        Worker parent = start();
        manager.delegate(parent, "auditor");
        manager.delegate(parent, manager.request(parent, "webster", null, true));
        fleet.deliverAll();
        manager.finish(parent, Failed.of(FailureKind.TRANSIENT, "model is down"));
        fleet.deliverAll();
        assertThat(auditor.held).isEmpty();
        assertThat(webster.held).hasSize(1);
        assertThat(told(ChildCancelled.class)).hasSize(1);
        assertThat(Objects.requireNonNull(fleet.results.get(new TaskId("t-d1-1"))).reason())
                .startsWith("t, which has delegated it, was stopped: model is down");
        webster.succeed(webster.only());
        fleet.tick(Duration.ofSeconds(10));
        fleet.deliverAll();
        assertThat(manager.only().ended).as("of another attempt").isEmpty();
        assertThat(view("t", manager).children())
                .extracting(TaskView.DelegatedTask::state)
                .containsExactlyInAnyOrder("cancelled", "succeeded");
    }

    @Test
    void aCancelledTaskTakesItsWholeTreeWithIt() {
        Worker parent = start();
        manager.delegate(parent, "lead");
        fleet.deliverAll();
        lead.delegate(lead.only(), "auditor");
        fleet.deliverAll();
        fleet.lane(manager.pool).cancel("t", manager.pool);
        fleet.collect();
        fleet.deliverAll();
        assertThat(fleet.results).hasSize(3);
        assertThat(fleet.results.values())
                .allSatisfy(each -> assertThat(each.status()).isEqualTo(TaskStatus.CANCELLED));
        assertThat(told(ChildCancelled.class)).hasSize(2);
        assertThat(told(ChildEnded.class)).hasSize(2);
    }

    @Test
    void whoDoesNotWaitLeavesItsChildrenToThemselves() {
        Worker parent = start();
        manager.delegate(parent, "auditor");
        manager.succeed(parent);
        fleet.deliverAll();
        auditor.succeed(auditor.only());
        fleet.deliverAll();
        assertThat(fleet.results.values())
                .allSatisfy(each -> assertThat(each.status()).isEqualTo(TaskStatus.SUCCEEDED));
        assertThat(told(ChildCancelled.class)).isEmpty();
        assertThat(fleet.lane(manager.pool).refusals).isEmpty();
    }

    @Test
    void aChildIsStoppedByItsOwnParentAlone() {
        Worker parent = start();
        manager.delegate(parent, "auditor");
        fleet.deliverAll();
        LedgerHarness lane = fleet.lane(auditor.pool);
        lane.order(
                new ChildCancelled(
                        new TaskId("t-d1-1"),
                        auditor.pool,
                        new Attempt(new TaskId("t"), 2),
                        "no",
                        lane.now));
        fleet.collect();
        assertThat(auditor.held).hasSize(1);
        assertThat(lane.claims.stream().filter(ClaimRevoked.class::isInstance)).isEmpty();
    }

    @Test
    void aChildThatIsRefusedIsAnsweredAndNoDeadLetter() {
        Worker parent = start();
        manager.delegate(parent, "auditor");
        fleet.apply(2, FILE.replace("\"submit\", \"cancel-any\"", "\"cancel-any\""));
        fleet.deliverAll();
        assertThat(fleet.lane(auditor.pool).refusals).isEmpty();
        DelegationEnded ended = Objects.requireNonNull(parent.ended.get(1));
        assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(ended.reason()).contains("may not submit task t-d1-1");
    }

    @Test
    void aChildWhoseIdIsTakenIsAnswered() {
        Worker parent = start();
        fleet.submit("t-d1-1", "auditor", TaskOptions.NONE);
        manager.delegate(parent, "auditor");
        fleet.deliverAll();
        assertThat(Objects.requireNonNull(parent.ended.get(1)).reason())
                .contains("belongs to another task");
    }

    @Test
    void aChildThatIsSubmittedTwiceIsDoneAndAnsweredOnce() {
        Worker parent = start();
        manager.delegate(parent, "auditor");
        TaskSubmitted child = told(TaskSubmitted.class).getFirst();
        fleet.deliverAll();
        fleet.submit(child);
        auditor.succeed(auditor.only());
        fleet.submit(child);
        fleet.deliverAll();
        assertThat(told(ChildEnded.class)).hasSize(1);
        assertThat(parent.ended).hasSize(1);
        assertThat(auditor.held).isEmpty();
    }

    @Test
    void deniedDelegationsAreToldOnceASecond() {
        start();
        LedgerHarness lane = fleet.lane(manager.pool);
        for (int i = 0; i < 10; i++) {
            manager.send(
                    new DelegationDenied(
                            manager.pool, manager.holder, null, "no such token", lane.now));
        }
        assertThat(lane.events(TaskEvent.DelegationDenied.class)).hasSize(1);
        fleet.tick(Duration.ofSeconds(1));
        manager.send(
                new DelegationDenied(
                        manager.pool, manager.holder, null, "no such token", lane.now));
        assertThat(lane.events(TaskEvent.DelegationDenied.class)).hasSize(2);
    }
}
