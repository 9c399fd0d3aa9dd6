package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.ClaimMessage.AgentProfile;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskEvent.SlotLent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.dispatcher.ledger.DelegationFleet.AgentRunner;
import dev.crayfleet.dispatcher.ledger.DelegationFleet.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Slots of agents that wait for what they have delegated, and agents that keep their memory. */
class LentSlotsTest {
    private final DelegationFleet fleet = new DelegationFleet(2);

    /**
     * @param more of each agent, as the fleet file has it
     */
    private void apply(int agents, String more) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < agents; i++) {
            fleet.runner("a" + i, 1);
            all.append(i == 0 ? "" : ", ")
                    .append("\"a%d\": {\"may-delegate-to\": [\"*\"]%s}".formatted(i, more));
        }
        fleet.apply(1, "{\"agents\": {" + all + "}}");
    }

    private AgentRunner agent(int number) {
        return Objects.requireNonNull(fleet.runners.get(new Pool("a" + number)));
    }

    /** An agent delegates, and waits for the end. */
    private static void delegateAndWait(AgentRunner runner, Worker worker, int to) {
        assertThat(runner.delegate(worker, "a" + to).refusal()).isNull();
        runner.wait(worker, true);
    }

    private static void goOn(AgentRunner runner, Worker worker) {
        assertThat(worker.open()).isEmpty();
        runner.wait(worker, false);
        runner.succeed(worker);
    }

    @Test
    void aChainOfWaitingAgentsEnds() {
        apply(Limits.DELEGATION_DEPTH + 1, "");
        fleet.submit("t", "a0", TaskOptions.NONE);
        for (int i = 0; i < Limits.DELEGATION_DEPTH; i++) {
            delegateAndWait(agent(i), agent(i).only(), i + 1);
            fleet.lanes.forEach(LedgerHarness::takeOver);
            fleet.tick(Duration.ofSeconds(1));
            fleet.deliverAll();
        }
        agent(Limits.DELEGATION_DEPTH).succeed(agent(Limits.DELEGATION_DEPTH).only());
        for (int i = Limits.DELEGATION_DEPTH - 1; i >= 0; i--) {
            fleet.deliverAll();
            goOn(agent(i), agent(i).only());
        }
        assertThat(fleet.results).hasSize(Limits.DELEGATION_DEPTH + 1);
        assertThat(fleet.results.values())
                .allSatisfy(each -> assertThat(each.status()).isEqualTo(TaskStatus.SUCCEEDED));
    }

    /** Each holds the only slot that the other's child needs. */
    private void cross() {
        fleet.submit("t", "a0", TaskOptions.NONE);
        fleet.submit("u", "a1", TaskOptions.NONE);
        Worker first = agent(0).only();
        Worker second = agent(1).only();
        delegateAndWait(agent(0), first, 1);
        delegateAndWait(agent(1), second, 0);
        fleet.deliverAll();
        while (fleet.results.size() < 4) {
            int before = fleet.results.size();
            for (int i = 0; i < 2; i++) {
                for (Worker worker : List.copyOf(agent(i).held.values())) {
                    if (!worker.isWaiting) {
                        agent(i).succeed(worker);
                    } else if (worker.open().isEmpty()) {
                        goOn(agent(i), worker);
                    }
                    fleet.deliverAll();
                }
            }
            assertThat(fleet.results.size()).as("something ends").isGreaterThan(before);
        }
    }

    @Test
    void agentsThatWaitForEachOtherInTwoLinesGoOn() {
        apply(2, "");
        cross();
    }

    @Test
    void soDoThoseThatKeepTheirMemory() {
        apply(2, ", \"memory\": \"keep\"");
        cross();
    }

    @Test
    void aSlotIsLentToWhatWasDelegatedFurtherAndToNothingElse() {
        apply(2, "");
        fleet.submit("t", "a0", TaskOptions.NONE);
        delegateAndWait(agent(0), agent(0).only(), 1);
        fleet.submit("u", "a0", TaskOptions.NONE);
        assertThat(agent(0).held).as("a person's task waits for the slot").hasSize(1);
        assertThat(fleet.lane(agent(0).pool).events(SlotLent.class)).hasSize(1);
        fleet.deliverAll();
        Worker child = agent(1).only();
        agent(1).succeed(child);
        fleet.deliverAll();
        goOn(agent(0), agent(0).only());
        assertThat(fleet.lane(agent(0).pool).events(SlotLent.class)).hasSize(2);
        assertThat(agent(0).only().attempt().task()).isEqualTo(new TaskId("u"));
    }

    @Test
    void anAgentThatFailsWhileItWaitsLendsNoMore() {
        apply(2, "");
        fleet.submit("t", "a0", new TaskOptions(null, null, null, 0, null));
        delegateAndWait(agent(0), agent(0).only(), 1);
        agent(0).finish(agent(0).only(), Failed.of(FailureKind.TRANSIENT, "model is down"));
        fleet.submit("u", "a0", TaskOptions.NONE);
        fleet.submit("v", "a0", TaskOptions.NONE);
        assertThat(agent(0).held).hasSize(1);
    }

    @Test
    void whoKeepsItsMemoryDoesOneTaskAfterTheOther() {
        AgentRunner agent = fleet.runner("a", 3);
        fleet.apply(1, "{\"agents\": {\"a\": {\"memory\": \"keep\", \"home\": \"agents/a\"}}}");
        fleet.submit("t", "a", TaskOptions.NONE);
        fleet.submit("u", "a", TaskOptions.NONE);
        assertThat(agent.held).hasSize(1);
        assertThat(agent.only().claim.work().agent())
                .isEqualTo(new AgentProfile("agents/a", true, false));
        TaskView waiting = fleet.lane(agent.pool).queries().task(new TaskId("u")).orElseThrow();
        assertThat(Objects.requireNonNull(waiting.waiting()).reason()).isEqualTo("memory-in-use");
        agent.succeed(agent.only());
        assertThat(agent.only().attempt().task()).isEqualTo(new TaskId("u"));
    }

    @Test
    void anAgentHasAsManySlotsOnARunnerAsTheFileSays() {
        AgentRunner agent = fleet.runner("a", 3);
        fleet.apply(1, "{\"agents\": {\"a\": {\"slots\": 2}}}");
        for (int i = 0; i < 4; i++) {
            fleet.submit("t" + i, "a", TaskOptions.NONE);
        }
        assertThat(agent.held).hasSize(2);
        fleet.apply(2, "{\"agents\": {\"a\": {}}}");
        fleet.tick(Duration.ofSeconds(1));
        assertThat(agent.held).hasSize(3);
    }
}
