package dev.crayfleet.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.runner.RunnerDoctor.Finding;
import dev.crayfleet.runner.RunnerDoctor.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class RunnerDoctorTest {
    @TempDir Path folder;

    @BeforeEach
    void install() throws Exception {
        program("echo 'OpenClaw 1.2.3 (abc)'");
        Files.writeString(
                folder.resolve("openclaw.json"),
                """
                {models: {providers: {stub: {models: [{id: 'kimi', cost: {input: 0.45, output: 2.25}}]}}},
                 agents: {defaults: {models: {'stub/kimi': {alias: 'primary'}}}}}
                """);
    }

    private void program(String body) throws IOException {
        Path program =
                Files.writeString(folder.resolve("openclaw"), "#!/bin/sh\n%s\n".formatted(body));
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private List<Finding> diagnose(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>();
        settings.put("openclaw-config", folder.resolve("openclaw.json").toString());
        settings.put("workers", folder.resolve("workers").toString());
        settings.putAll(more);
        return diagnose(settings, Map.of());
    }

    private List<Finding> diagnose(Map<String, String> settings, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("PATH", folder.toString());
        environment.put("HOME", folder.toString());
        return RunnerDoctor.diagnose(TestSettings.readShort(settings, folder), environment);
    }

    private List<String> withoutWall(Map<String, String> more) {
        Map<String, String> settings =
                new HashMap<>(
                        Map.of("openclaw-config", folder.resolve("openclaw.json").toString()));
        settings.putAll(more);
        return RunnerDoctor.poolsWithoutWall(
                TestSettings.readShort(settings, folder),
                Map.of("PATH", folder.toString(), "HOME", folder.toString()));
    }

    @Test
    void namesThePoolsWhoseAgentsAreTheRunnersUserWithAShell() throws Exception {
        assertThat(withoutWall(Map.of("pools", "a=1,b=1,c=1", "modes", "b=restricted")))
                .containsExactly("a", "c");
        assertThat(withoutWall(Map.of("executor", "command", "command", "[\"sh\", \"{prompt}\"]")))
                .containsExactly("default");
        assertThat(withoutWall(Map.of("executor", "demo"))).isEmpty();
        assertThat(withoutWall(Map.of("mode", "restricted"))).isEmpty();
        assertThat(withoutWall(Map.of("run-as", "nobody"))).isEmpty();
        // Where OpenClaw has no models, the demo agent answers.
        Files.delete(folder.resolve("openclaw.json"));
        assertThat(withoutWall(Map.of())).isEmpty();
    }

    /** As a file for systemd has them, whatever this process is given. */
    @Test
    void saysWhatVariablesThatAreHandedInLeaveToAgents() {
        Map<String, String> variables =
                new HashMap<>(
                        Map.of(
                                "CRAYFLEET_RUNNER_POOLS", "a=1,b=1",
                                "CRAYFLEET_RUNNER_EXECUTOR", "command",
                                "CRAYFLEET_RUNNER_COMMAND", "[\"sh\", \"{prompt}\"]",
                                "CRAYFLEET_RUNNER_EXECUTORS", "b=demo",
                                "CRAYFLEET_RUNNER_RUN_AS", ""));
        RunnerExposure open = RunnerDoctor.exposureWith(variables);
        assertThat(open.pools()).containsExactly("a");
        assertThat(open.poolsWithoutWall()).containsExactly("a");
        assertThat(open.runAs()).isNull();
        assertThat(open.areKeysGiven()).isTrue();
        assertThat(open.isMemoryLimited()).isFalse();
        assertThat(open.areProcessesLimited()).isFalse();

        variables.put("CRAYFLEET_RUNNER_RUN_AS", "nobody");
        variables.put("CRAYFLEET_RUNNER_KEYS", "proxy");
        variables.put("CRAYFLEET_RUNNER_MEMORY_LIMIT_MB", "2048");
        variables.put("CRAYFLEET_RUNNER_PROCESS_LIMIT", "9");
        RunnerExposure closed = RunnerDoctor.exposureWith(variables);
        assertThat(closed)
                .isEqualTo(
                        new RunnerExposure(
                                open.host(), List.of("a"), List.of(), "nobody", false, true, true));

        variables.put("CRAYFLEET_RUNNER_MODE", "none");
        assertThatThrownBy(() -> RunnerDoctor.exposureWith(variables))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mode");
    }

    @Test
    void findsTheAgentsTheModelsAndTheLikelyPriceUnit() {
        List<Finding> found = diagnose(Map.of("mode", "restricted"));
        assertThat(found)
                .contains(
                        new Finding(
                                Severity.OK,
                                "Pool default: agents are %s, restricted."
                                        .formatted(folder.resolve("openclaw"))),
                        new Finding(
                                Severity.OK,
                                folder.resolve("openclaw") + " starts: OpenClaw 1.2.3 (abc)."),
                        new Finding(
                                Severity.OK,
                                "%s has 1 models with the aliases primary."
                                        .formatted(folder.resolve("openclaw.json"))));
        assertThat(found)
                .anyMatch(each ->
                        each.severity() == Severity.WARNING
                                && each.sentence()
                                        .contains("set crayfleet.runner.price-unit=per-1m"))
                .anyMatch(each -> each.sentence().startsWith("Agents work in " + folder));
        assertThat(diagnose(Map.of("price-unit", "per-1m")))
                .noneMatch(each -> each.sentence().contains("surely"));
    }

    @Test
    void startsTheProgramBeforeItSaysThatAllIsWell() throws Exception {
        program("echo 'node: libsomething.so.1: cannot open shared object file' >&2; exit 127");
        for (String executor : List.of("auto", "openclaw-exec", "openclaw-gateway")) {
            assertThat(diagnose(Map.of("executor", executor)))
                    .contains(
                            new Finding(
                                    Severity.ERROR,
                                    "Pool default: agents are %s, which does not start."
                                            .formatted(folder.resolve("openclaw"))),
                            new Finding(
                                    Severity.ERROR,
                                    "%s does not start: asked for its version it ended with code 127: node: libsomething.so.1: cannot open shared object file"
                                            .formatted(folder.resolve("openclaw"))));
        }
        assertThat(diagnose(Map.of("executor", "demo")))
                .noneMatch(each -> each.severity() == Severity.ERROR);
    }

    @Test
    void triesTheGatewayThatRunsAlready() {
        Map<String, String> gateway =
                Map.of(
                        "executor", "openclaw-gateway",
                        "gateway-url", "ws://127.0.0.1:1",
                        "gateway-token", "made-up");
        assertThat(diagnose(gateway))
                .anyMatch(each ->
                        each.severity() == Severity.ERROR
                                && each.sentence()
                                        .startsWith(
                                                "The gateway at ws://127.0.0.1:1 does not let a runner in"))
                .noneMatch(each -> each.sentence().contains("made-up"));
    }

    @Test
    void saysThatTheDemoAgentAnswersWhereOpenClawHasNoModels() throws Exception {
        Files.delete(folder.resolve("openclaw.json"));
        assertThat(diagnose(Map.of()))
                .contains(
                        new Finding(
                                Severity.WARNING,
                                "Pool default: OpenClaw is %s and has no models, because %s is not there: the built-in demo agent answers."
                                        .formatted(
                                                folder.resolve("openclaw"),
                                                folder.resolve("openclaw.json"))))
                .noneMatch(each -> each.severity() == Severity.ERROR);
    }

    @Test
    void ignoresAMissingProgramThatNoPoolUses() {
        Map<String, String> stale = Map.of("openclaw-bin", folder.resolve("gone").toString());
        Map<String, String> demo = new HashMap<>(stale);
        demo.put("executor", "demo");
        assertThat(diagnose(demo)).noneMatch(each -> each.severity() == Severity.ERROR);
        assertThat(diagnose(stale)).anyMatch(each -> each.severity() == Severity.ERROR);
    }

    @Test
    void saysWhichWayKeysGoAndWhichCannotStay() throws Exception {
        assertThat(diagnose(Map.of()))
                .anyMatch(each ->
                        each.severity() == Severity.OK
                                && each.sentence().startsWith("Agents are given the keys of"));
        assertThat(diagnose(Map.of("executor", "demo")))
                .noneMatch(each -> each.sentence().contains("keys="));
        Files.writeString(
                folder.resolve("openclaw.json"),
                "{models: {providers: {sun: {baseUrl: 'https://a', apiKey: 'x'}, moon: {api: 'ollama'}}}}");
        assertThat(diagnose(Map.of("keys", "proxy")))
                .contains(
                        new Finding(
                                Severity.OK,
                                "The keys of models stay with the runner, agents ask through its proxy (keys=proxy)."))
                .filteredOn(each -> each.sentence().contains("CRAYFLEET_RUNNER_KEYS"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.severity()).isEqualTo(Severity.WARNING);
                    assertThat(each.sentence())
                            .startsWith("Models of moon cannot be asked")
                            .contains("has the API \"ollama\"");
                });
        assertThat(diagnose(Map.of("keys", "proxy", "gateway-url", "ws://127.0.0.1:1")))
                .anyMatch(each ->
                        each.severity() == Severity.ERROR
                                && each.sentence().contains("a Gateway that runs already"));
    }

    @Test
    void reportsErrorsThatWouldPreventAStart() throws Exception {
        Files.createFile(folder.resolve("taken"));
        List<Finding> found =
                diagnose(
                        Map.of(
                                "executor", "demo",
                                "modes", "default=restricted",
                                "workers", folder.resolve("taken").toString()));
        assertThat(found)
                .allMatch(each -> each.severity() == Severity.ERROR)
                .extracting(Finding::sentence)
                .anyMatch(sentence -> sentence.contains("mode=restricted is OpenClaw's"))
                .anyMatch(sentence -> sentence.contains("crayfleet.runner.workers"));
    }

    @Test
    void warnsOfKeysThatAgentsWouldNotSee() throws Exception {
        Files.writeString(
                folder.resolve("openclaw.json"),
                "{models: {$include: 'models.json5'}, channels: {discord: {token: '${BOT}'}}}");
        Files.writeString(
                folder.resolve("models.json5"),
                "{providers: {moon: {apiKey: '$MOON_API_KEY'}, sun: {apiKey: '${SUN_API_KEY}'}}}");
        List<Finding> found =
                diagnose(
                        Map.of(
                                "openclaw-config", folder.resolve("openclaw.json").toString(),
                                "workers", folder.resolve("workers").toString(),
                                "pass-env", "NAMED_API_KEY"),
                        Map.of(
                                "SUN_API_KEY", "made-up",
                                "NAMED_API_KEY", "made-up",
                                "STAR_API_KEY", "made-up"));
        assertThat(found)
                .filteredOn(each -> each.severity() == Severity.WARNING)
                .extracting(Finding::sentence)
                .anyMatch(sentence -> sentence.startsWith("It refers to MOON_API_KEY, which"))
                .anyMatch(sentence ->
                        sentence.startsWith("STAR_API_KEY is only in the environment here"));
    }
}
