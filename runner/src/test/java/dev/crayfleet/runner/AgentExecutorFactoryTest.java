package dev.crayfleet.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.executor.AgentExecutorsByPool;
import dev.crayfleet.agents.keys.ProxyUsage;
import dev.crayfleet.agents.process.AgentUsers;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.contract.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentExecutorFactoryTest {
    @Test
    void refusesToRestrictExecutorsOtherThanOpenClaw(@TempDir Path folder) {
        Map<String, String> words =
                Map.of(
                        "demo", "crayfleet.runner.modes",
                        "auto", "OPENCLAW_BIN",
                        "noop", "crayfleet.runner.modes",
                        "command", "in its own words");
        words.forEach((executor, word) ->
                assertThatThrownBy(() ->
                                choose(
                                        folder,
                                        Map.of(
                                                "pools", "default=1,auditor=1",
                                                "executors", "default=demo,auditor=" + executor,
                                                "command", "[\"/bin/true\", \"{prompt}\"]",
                                                "modes", "auditor=restricted")))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("mode=restricted is OpenClaw's own policy")
                        .hasMessageContaining(word));
        try (AgentExecutorsByPool full =
                choose(
                        folder,
                        Map.of(
                                "executor",
                                "demo",
                                "mode",
                                "restricted",
                                "modes",
                                "default=full"))) {
            assertThat(full.names()).isEqualTo("demo");
        }
    }

    private static AgentExecutorsByPool choose(Path folder, Map<String, String> settings) {
        return AgentExecutorFactory.choose(
                TestSettings.readShort(settings, folder),
                Map.of("PATH", folder.toString(), "HOME", folder.toString()),
                new Secrets(),
                AgentUsers.OWN);
    }

    /** Else no other runner of the machine could have them while this process lives. */
    @Test
    void givesUsersBackWhereThereAreNoExecutors(@TempDir Path folder) {
        AtomicInteger closed = new AtomicInteger();
        AgentUsers users =
                new AgentUsers() {
                    @Override
                    public Lease take() {
                        return Lease.of(null);
                    }

                    @Override
                    public void close() {
                        closed.incrementAndGet();
                    }
                };
        List<Map<String, String>> wrong =
                List.of(
                        Map.of("executor", "command"),
                        Map.of("executor", "demo", "run-as", "no-such-user-here"));
        for (int i = 0; i < wrong.size(); i++) {
            Map<String, String> settings = wrong.get(i);
            assertThatThrownBy(() ->
                            AgentExecutorFactory.choose(
                                    TestSettings.readShort(settings, folder),
                                    Map.of("PATH", folder.toString()),
                                    new Secrets(),
                                    users))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(closed).hasValue(i + 1);
        }
    }

    @Test
    void startsNothingThatWouldGetKeysThoughTheyAreToStay(@TempDir Path folder) throws Exception {
        Path program = Files.createFile(folder.resolve("openclaw"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        String command = "[\"/bin/true\", \"{prompt}\"]";
        for (Map<String, String> each :
                List.of(
                        Map.of("executor", "openclaw-gateway", "gateway-url", "ws://127.0.0.1:1"),
                        Map.of("gateway-url", "ws://127.0.0.1:1"),
                        Map.of("executor", "openclaw-exec", "pass-env", "GEMINI_API_KEY"),
                        Map.of(
                                "executor", "command",
                                "command", command,
                                "pass-env", "OPENROUTER_API_KEY"))) {
            Map<String, String> settings = new HashMap<>(each);
            settings.put("keys", "proxy");
            assertThatThrownBy(() -> choose(folder, settings))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("keys=proxy")
                    .hasMessageContaining("keys=direct");
        }
        Map<String, String> possible =
                Map.of(
                        "keys", "proxy",
                        "executor", "command",
                        "command", command,
                        "pass-env", "OPENAI_API_KEY,GITHUB_TOKEN");
        try (AgentExecutorsByPool executors = choose(folder, possible)) {
            assertThat(executors.names()).isEqualTo("command");
            assertThat(executors.modelUsage()).isEqualTo(ProxyUsage.NONE);
        }
    }

    @Test
    void doesNotLookForOpenClawWhereNoPoolUsesIt(@TempDir Path folder) {
        Map<String, String> stale =
                Map.of("executor", "demo", "openclaw-bin", folder.resolve("gone").toString());
        try (AgentExecutorsByPool demo = choose(folder, stale)) {
            assertThat(demo.names()).isEqualTo("demo");
        }
        assertThatThrownBy(() ->
                        choose(folder, Map.of("openclaw-bin", folder.resolve("gone").toString())))
                .hasMessageContaining("no program that can be run");
    }

    @Test
    void usesOpenClawByItselfOnlyWhereItHasModels(@TempDir Path folder) throws Exception {
        Path program = Files.createFile(folder.resolve("openclaw"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Path config = folder.resolve("openclaw.json");
        Map<String, String> settings = Map.of("openclaw-config", config.toString());
        try (AgentExecutorsByPool without = choose(folder, settings)) {
            assertThat(without.names()).isEqualTo("demo");
        }
        Files.writeString(config, "{}");
        try (AgentExecutorsByPool with = choose(folder, settings)) {
            assertThat(with.names()).isEqualTo("openclaw-exec");
        }
        Files.delete(config);
        // Never by agents that may do more than is meant.
        Map<String, String> restricted =
                Map.of("openclaw-config", config.toString(), "mode", "restricted");
        try (AgentExecutorsByPool openclaw = choose(folder, restricted)) {
            assertThat(openclaw.names()).isEqualTo("openclaw-exec");
        }
    }

    @Test
    void sharesAnExecutorBetweenPoolsOfTheSameKind(@TempDir Path folder) {
        Map<String, String> settings =
                Map.of(
                        "pools", "default=1,auditor=1,quick=1",
                        "executor", "demo",
                        "executors", "quick=noop",
                        "demo-journal", folder.resolve("starts").toString());
        try (AgentExecutorsByPool executors =
                AgentExecutorFactory.choose(
                        TestSettings.readShort(settings, folder),
                        Map.of(),
                        new Secrets(),
                        AgentUsers.OWN)) {
            assertThat(executors.names()).isEqualTo("auditor=demo, default=demo, quick=noop");
            assertThat(executors.of(new Pool("auditor"))).isSameAs(executors.of(Pool.DEFAULT));
            assertThat(executors.of(Pool.DEFAULT).needsWorkspace()).isTrue();
            assertThat(executors.of(new Pool("quick")).needsWorkspace()).isFalse();
        }
    }
}
