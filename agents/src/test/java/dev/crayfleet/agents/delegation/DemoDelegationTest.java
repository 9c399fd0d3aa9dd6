package dev.crayfleet.agents.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.delegation.DelegateFixture.Opened;
import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.AgentExecutor.Plan;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.executor.DemoExecutor;
import dev.crayfleet.agents.executor.DemoJournal;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo agent asks others, so that delegating can be tried without a model. */
class DemoDelegationTest {
    @TempDir Path folder;
    private final DelegateFixture fixture = new DelegateFixture();
    private final Opened opened = fixture.open("t");
    private final CancellationToken cancellation = new CancellationToken();

    @AfterEach
    void close() {
        fixture.close();
    }

    private CompletableFuture<RunResult> run(
            String prompt, @Nullable TaskGrant grant, Duration timeout) {
        DemoExecutor executor =
                new DemoExecutor(Duration.ZERO, new DemoJournal(null, new RunnerId("r")));
        Workspace workspace = new Workspace("agent-1", folder, folder, "workers");
        Job job =
                new Job(
                        new Attempt(new TaskId("t"), 1),
                        workspace,
                        prompt,
                        (Plan) executor.plan(TaskOptions.NONE),
                        timeout,
                        new AgentRunRegistry(folder).registerUnrecorded(workspace),
                        null,
                        grant);
        return CompletableFuture.supplyAsync(() -> {
            try {
                return executor.run(job, cancellation, note -> {});
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void answersWithWhatTheOtherSays() throws Exception {
        CompletableFuture<RunResult> ran =
                run("boss, ask the auditor to add 1 + 1", opened.grant(), Duration.ofMinutes(1));
        DelegateFixture.await(() -> assertThat(opened.lane().waits).containsExactly(true));
        opened.lane().succeed(1, "1 + 1 = 2");
        assertThat(ran.get(20, TimeUnit.SECONDS).text()).isEqualTo("auditor says: 1 + 1 = 2");
        assertThat(opened.lane().waits).containsExactly(true, false);
    }

    @Test
    void failsWithWhatItIsToldWhereItIsRefusedOrTheOtherFails() throws Exception {
        RunResult refused =
                run("ask nobody to add 1 + 1", opened.grant(), Duration.ofMinutes(1)).get();
        assertThat(refused.outcome())
                .isEqualTo(
                        RunOutcome.Failed.of(
                                FailureKind.AGENT_ERROR,
                                "It may delegate to auditor alone, 20 times."));
        CompletableFuture<RunResult> ran =
                run("ask auditor to add 1 + 1", opened.grant(), Duration.ofMinutes(1));
        DelegateFixture.await(() -> assertThat(opened.lane().waits).containsExactly(true));
        opened.lane().fail(2, "no paper");
        assertThat(ran.get().outcome())
                .isEqualTo(
                        RunOutcome.Failed.of(
                                FailureKind.AGENT_ERROR, "auditor has failed: no paper"));
    }

    @Test
    void waitsNoLongerThanItMay() throws Exception {
        assertThat(
                        run("ask auditor to add 1 + 1", opened.grant(), Duration.ofMillis(50))
                                .get()
                                .outcome())
                .isInstanceOfSatisfying(
                        RunOutcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(FailureKind.TIMEOUT));
        CompletableFuture<RunResult> ran =
                run("ask auditor to add 1 + 1", opened.grant(), Duration.ofMinutes(1));
        DelegateFixture.await(() -> assertThat(opened.lane().requests).hasSize(2));
        cancellation.request(
                new CancellationToken.Request(
                        FailureKind.CANCELLED, "somebody asked", Duration.ZERO, false));
        opened.grant().end();
        assertThat(ran.get(20, TimeUnit.SECONDS).outcome())
                .isEqualTo(RunOutcome.Failed.of(FailureKind.CANCELLED, "somebody asked"));
    }

    @Test
    void answersAsEverWhereItMayNotDelegate() throws Exception {
        String prompt = "ask auditor to add 1 + 1";
        assertThat(run(prompt, null, Duration.ofMinutes(1)).get().text()).isEqualTo("1 + 1 = 2");
    }
}
