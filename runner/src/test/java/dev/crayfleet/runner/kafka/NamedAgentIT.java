package dev.crayfleet.runner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.AgentProfile;
import dev.crayfleet.contract.ClaimMessage.ClaimRevoked;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage.RunFinished;
import dev.crayfleet.contract.RunMessage.RunStarted;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Named agents on a runner: what each brings along from its home, and what it finds again. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class NamedAgentIT {
    private static final Pool MANAGER = new Pool("manager");
    private static final AgentProfile KEEPS = new AgentProfile("agents/manager", true, false);

    /** Says what it finds, and notes what it was asked. */
    private static final String AGENT =
            """
            #!/bin/sh
            cat SOUL.md
            cat MEMORY.md 2>/dev/null
            case "$1" in
              fail*) echo "$1" >> MEMORY.md; exit 3 ;;
              wait*) echo "$1" >> MEMORY.md; while :; do sleep 1; done ;;
              *) mkdir -p memory; echo "$1" >> MEMORY.md; echo "$1" > "memory/$1.md" ;;
            esac
            """;

    @TempDir static Path data;
    @TempDir Path folder;
    static RunnerKit kit;
    private final Map<String, Object> settings = new HashMap<>();

    @BeforeAll
    static void startBroker() {
        kit = RunnerKit.start(data);
    }

    @AfterAll
    static void stopBroker() {
        kit.close();
    }

    @BeforeEach
    void makeHome() throws IOException {
        Path home = Files.createDirectories(folder.resolve("fleet/agents/manager"));
        Files.writeString(home.resolve("SOUL.md"), "I am the manager.\n");
        Path agent = Files.writeString(folder.resolve("agent.sh"), AGENT);
        Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rwxr-xr-x"));
        settings.put("executor", "command");
        settings.put("command", "[\"%s\", \"{prompt}\"]".formatted(agent));
        settings.put("agents", "manager=2");
        settings.put("agents-folder", folder.resolve("fleet").toString());
        settings.put("kill-grace", "500ms");
    }

    private Path home() {
        return folder.resolve("fleet/agents/manager");
    }

    private static Work work(String prompt, @Nullable AgentProfile agent) {
        return new Work(
                Prompt.of(prompt),
                TaskOptions.NONE,
                List.of(),
                Requester.UNKNOWN,
                new Origin.Http(),
                null,
                null,
                agent);
    }

    private static RunFinished run(
            FakeDispatcher dispatcher, Holder holder, String prompt, @Nullable AgentProfile agent) {
        return dispatcher.finished(
                dispatcher.grant(
                        holder,
                        new Attempt(new TaskId(holder.runner() + "-" + prompt), 1),
                        MANAGER,
                        work(prompt, agent)));
    }

    private static String result(RunFinished finished) {
        return report(finished).answer().result();
    }

    private static RunReport report(RunFinished finished) {
        return Objects.requireNonNull(finished.report());
    }

    private static Holder joined(FakeDispatcher dispatcher, String runner) {
        return dispatcher
                .await(
                        RunnerJoined.class,
                        each ->
                                each.holder().runner().value().equals(runner)
                                        && each.pool().equals(MANAGER))
                .holder();
    }

    @Test
    void theNextTaskFindsWhatTheOneBeforeNoted() throws IOException {
        try (FakeDispatcher dispatcher = kit.dispatcher();
                ApplicationContext context = kit.runner("keeps", folder, settings)) {
            assertThat(context.isRunning()).isTrue();
            Holder holder = joined(dispatcher, "keeps");
            RunFinished first = run(dispatcher, holder, "one", KEEPS);
            assertThat(first.outcome()).isEqualTo(new RunOutcome.Succeeded());
            assertThat(result(first)).isEqualTo("I am the manager.");
            assertThat(report(first).notes()).isEmpty();
            RunFinished second = run(dispatcher, holder, "two", KEEPS);
            assertThat(result(second)).isEqualTo("I am the manager.\none");
            assertThat(home().resolve("MEMORY.md")).hasContent("one\ntwo\n");
            assertThat(home().resolve("memory/two.md")).hasContent("two");
            // Nothing of the home is sent to anybody.
            assertThat(report(second).answer().outputs()).isEmpty();
        }
    }

    @Test
    void anAttemptThatFailsOrIsCancelledChangesNothing() throws Exception {
        try (FakeDispatcher dispatcher = kit.dispatcher();
                ApplicationContext context = kit.runner("fails", folder, settings)) {
            assertThat(context.isRunning()).isTrue();
            Holder holder = joined(dispatcher, "fails");
            RunFinished failed = run(dispatcher, holder, "fail", KEEPS);
            assertThat(failed.outcome()).isInstanceOf(RunOutcome.Failed.class);
            Attempt waiting =
                    dispatcher.grant(
                            holder,
                            new Attempt(new TaskId("waits"), 1),
                            MANAGER,
                            work("wait", KEEPS));
            dispatcher.await(RunStarted.class, each -> each.attempt().equals(waiting));
            // Nobody else may work with that memory meanwhile; it is waited for.
            Attempt next =
                    dispatcher.grant(
                            holder,
                            new Attempt(new TaskId("waits-next"), 1),
                            MANAGER,
                            work("next", KEEPS));
            dispatcher.send(new ClaimRevoked(holder, waiting, MANAGER, "cancelled", Instant.now()));
            assertThat(dispatcher.finished(waiting).outcome())
                    .isInstanceOfSatisfying(
                            RunOutcome.Failed.class,
                            is -> assertThat(is.kind()).isEqualTo(FailureKind.CANCELLED));
            assertThat(result(dispatcher.finished(next))).isEqualTo("I am the manager.");
            assertThat(home().resolve("MEMORY.md")).hasContent("next");
        }
    }

    @Test
    void aHomeThatIsNotHereIsTriedElsewhere() {
        try (FakeDispatcher dispatcher = kit.dispatcher();
                ApplicationContext context = kit.runner("lacks", folder, settings)) {
            assertThat(context.isRunning()).isTrue();
            Holder holder = joined(dispatcher, "lacks");
            RunFinished missing =
                    run(
                            dispatcher,
                            holder,
                            "missing",
                            new AgentProfile("agents/nobody", true, false));
            assertThat(missing.outcome())
                    .isInstanceOfSatisfying(
                            RunOutcome.Failed.class,
                            failed -> {
                                assertThat(failed.kind()).isEqualTo(FailureKind.TRANSIENT);
                                assertThat(failed.reason())
                                        .startsWith(
                                                "The home agents/nobody of this agent is not on ")
                                        .contains(folder + "/fleet/agents/nobody");
                            });
            RunFinished outside =
                    run(dispatcher, holder, "outside", new AgentProfile("../..", true, false));
            assertThat(outside.outcome())
                    .isInstanceOfSatisfying(
                            RunOutcome.Failed.class,
                            failed -> assertThat(failed.kind()).isEqualTo(FailureKind.PERMANENT));
            assertThat(run(dispatcher, holder, "without", null).outcome())
                    .isInstanceOf(RunOutcome.Succeeded.class);
        }
    }
}
