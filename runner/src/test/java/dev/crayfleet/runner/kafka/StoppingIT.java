package dev.crayfleet.runner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunProgressed;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunMessage.RunnerLeft;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** No process of an agent is left, however it ends. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class StoppingIT extends FakeAgentTestBase {
    @Test
    void stopsProcessesThatAnAgentLeftBehind() throws Exception {
        RunFinished finished = agents.run("leaving", Map.of(), TaskOptions.NONE);
        assertThat(finished.outcome()).isEqualTo(new RunOutcome.Succeeded());
        assertThat(FakeAgents.isGone(agents.workspace(finished).resolve("left.pid"))).isTrue();
    }

    @Test
    void killsTheWholeTreeOfAnAgentAfterItsTimeout() throws Exception {
        RunFinished finished =
                agents.run(
                        "stubborn",
                        Map.of(),
                        new TaskOptions(null, null, Duration.ofSeconds(3), null, null));
        assertThat(finished.outcome())
                .isInstanceOfSatisfying(
                        RunOutcome.Failed.class,
                        failed -> assertThat(failed.kind()).isEqualTo(FailureKind.TIMEOUT));
        assertAllGone(agents.workspace(finished));
    }

    @Test
    void killsTheWholeTreeOfARevokedAgent() throws Exception {
        try (ApplicationContext context = agents.runner(Map.of())) {
            assertThat(context.isRunning()).isTrue();
            Holder holder = agents.joined();
            Attempt attempt =
                    agents.dispatcher()
                            .grant(
                                    holder,
                                    "t-revoked",
                                    FakeDispatcher.work("stubborn", TaskOptions.NONE));
            agents.dispatcher()
                    .await(
                            RunProgressed.class,
                            is -> is.attempt().equals(attempt) && is.note().equals("ready"));
            agents.dispatcher()
                    .send(
                            new ClaimRevoked(
                                    holder, attempt, Pool.DEFAULT, "stop it", Instant.now()));
            RunFinished finished = agents.dispatcher().finished(attempt);
            assertThat(finished.outcome())
                    .isEqualTo(RunOutcome.Failed.of(FailureKind.CANCELLED, "stop it"));
            assertAllGone(agents.workspace(finished));
        }
    }

    @Test
    void beginsANewSessionAfterAnOutageOfKafka() throws Exception {
        Path own = Files.createDirectory(folder.resolve("own-kafka"));
        EmbeddedKafka mine = EmbeddedKafka.start(own, 0);
        int port = Integer.parseInt(mine.bootstrap().substring(mine.bootstrap().indexOf(':') + 1));
        KafkaSettings settings = KafkaSettings.of(mine.bootstrap());
        try {
            TopicSetup.ensure(settings, "test", Duration.ofSeconds(60));
            try (FakeDispatcher there = new FakeDispatcher(settings);
                    ApplicationContext context =
                            agents.runner(
                                    Map.of(
                                            "kafka.bootstrap.servers",
                                            mine.bootstrap(),
                                            "lease",
                                            "3s"))) {
                assertThat(context.isRunning()).isTrue();
                Holder old = there.joined(agents.id()).holder();
                Attempt attempt =
                        there.grant(
                                old,
                                new Attempt(new TaskId("t-cut"), 1),
                                Pool.DEFAULT,
                                FakeDispatcher.work("stubborn", TaskOptions.NONE),
                                Duration.ofSeconds(3));
                there.await(
                        RunProgressed.class,
                        is -> is.attempt().equals(attempt) && is.note().equals("ready"));
                RunStarted started =
                        there.await(RunStarted.class, is -> is.attempt().equals(attempt));
                mine.close();
                Path workspace =
                        folder.resolve("workers").resolve(started.agent()).resolve("tasks/t-cut");
                Awaitility.await()
                        .atMost(Duration.ofSeconds(90))
                        .untilAsserted(() -> assertAllGone(workspace));
                mine = EmbeddedKafka.start(own, port);
                RunnerJoined again =
                        there.await(RunnerJoined.class, joined -> !joined.holder().equals(old));
                assertThat(there.finished(attempt).outcome())
                        .isInstanceOfSatisfying(
                                RunOutcome.Failed.class,
                                failed -> assertThat(failed.kind()).isEqualTo(FailureKind.LOST));
                there.await(RunnerLeft.class, left -> left.holder().equals(old));
                RunFinished next =
                        there.finished(
                                there.grant(
                                        again.holder(),
                                        "t-after",
                                        FakeDispatcher.work("ok", TaskOptions.NONE)));
                assertThat(next.outcome()).isEqualTo(new RunOutcome.Succeeded());
            }
        } finally {
            mine.close();
        }
    }

    private static void assertAllGone(Path workspace) throws IOException {
        for (String pid : List.of("agent.pid", "child.pid", "own-session.pid", "no-mark.pid")) {
            assertThat(FakeAgents.isGone(workspace.resolve(pid))).as(pid).isTrue();
        }
    }
}
