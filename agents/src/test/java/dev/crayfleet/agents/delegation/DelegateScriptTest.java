package dev.crayfleet.agents.delegation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.delegation.DelegateFixture.Opened;
import dev.crayfleet.agents.workspace.Workspace;
import dev.crayfleet.agents.workspace.WorkspaceSettings;
import dev.crayfleet.agents.workspace.Workspaces;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Thinking;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command with real shells and curl, in a workspace as agents have it. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class DelegateScriptTest {
    /** What a shell, or curl, could take for something else. */
    private static final String ODD =
            """
            -n "say" 'it' $HOME `id` $(id) \\n \\\\ @file <file %20 + & = ; ~ * ! # é 漢
            second line\tend\
            """;

    @TempDir Path folder;
    private final DelegateFixture fixture = new DelegateFixture();
    private final Opened opened = fixture.open("t");
    private final FakeLane lane = opened.lane();
    private Workspace workspace;

    private record Ran(int code, String out, String err) {}

    @BeforeEach
    void makeWorkspace() throws IOException {
        WorkspaceSettings settings =
                new WorkspaceSettings(
                        // A name that a script has to quote.
                        folder.resolve("it's a folder"),
                        null,
                        null,
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        2_000,
                        10_000,
                        0);
        workspace =
                new Workspaces(settings, new Random(7))
                        .create(
                                new TaskId("t"),
                                "x",
                                Map.of(),
                                Instant.EPOCH,
                                null,
                                new DelegateCommand(opened.grant()));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Ran run(String shell, String input, String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(shell));
        command.add(workspace.programs().resolve("delegate").toString());
        command.addAll(List.of(words));
        Path in = Files.writeString(folder.resolve("in-" + System.nanoTime()), input);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(workspace.task().toFile())
                        .redirectInput(in.toFile());
        // Nothing of the agent's own settings is to change the way.
        builder.environment().put("http_proxy", "http://127.0.0.1:9");
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        CompletableFuture<String> err =
                CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        String out = text(process.getInputStream());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), out, err.get());
    }

    private static String text(java.io.InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "unread: " + e;
        }
    }

    /** Ends what comes next as soon as somebody waits for it. */
    private void whenWaiting(Runnable end) {
        Thread.startVirtualThread(() -> {
            DelegateFixture.await(() -> assertThat(lane.waits).endsWith(true));
            end.run();
        });
    }

    static Stream<String> shells() {
        return Stream.of("sh", "dash", "bash")
                .filter(shell ->
                        Stream.of("/bin/", "/usr/bin/")
                                .anyMatch(in -> Files.isExecutable(Path.of(in + shell))));
    }

    private DelegationRequest request(int number) {
        return Objects.requireNonNull(lane.requests.get(number));
    }

    @Test
    void waitsAndGetsTextAndFiles() throws Exception {
        whenWaiting(() ->
                lane.end(
                        1,
                        TaskStatus.SUCCEEDED,
                        null,
                        new RunReport.Answer(
                                "short",
                                "All is well.\nReally.",
                                null,
                                List.of(
                                        lane.stored("-plan $x.csv", "1;2"),
                                        lane.stored("ünit.txt", "mm")))));
        Ran ran = run("sh", "", "auditor", "review X");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).isEqualTo("All is well.\nReally.");
        Path answers = workspace.file("delegations").resolve("t-d1-1");
        assertThat(answers.resolve("RESULT.txt")).hasContent("All is well.\nReally.");
        assertThat(answers.resolve("SUMMARY.txt")).hasContent("short");
        assertThat(answers.resolve("-plan $x.csv")).hasContent("1;2");
        assertThat(answers.resolve("ünit.txt")).hasContent("mm");
        assertThat(request(1).instruction()).isEqualTo("review X");
        assertThat(request(1).deliver()).isFalse();
        assertThat(lane.waits).containsExactly(true, false);
    }

    @Test
    void everyShellCarriesEveryInstructionAsItIs() throws Exception {
        int number = 0;
        for (String shell : shells().toList()) {
            for (List<String> words :
                    List.of(
                            List.of("auditor", ODD, "--no-wait"),
                            List.of("auditor", "--no-wait", "--", ODD),
                            List.of("--no-wait", "auditor", "-"))) {
                Ran ran = run(shell, ODD, words.toArray(String[]::new));
                assertThat(ran.code()).as(ran.err()).isZero();
                number++;
                assertThat(ran.out()).isEqualTo("%d t-d1-%1$d auditor\n".formatted(number));
                assertThat(request(number).instruction()).as(shell).isEqualTo(ODD);
            }
        }
        assertThat(number).isGreaterThanOrEqualTo(3);
        String longest = "$".repeat(Limits.INSTRUCTION_BYTES);
        assertThat(run("sh", longest, "auditor", "-", "--no-wait").code()).isZero();
        assertThat(request(number + 1).instruction()).isEqualTo(longest);
    }

    @Test
    void passesAllOptions() throws Exception {
        Path file = Files.writeString(workspace.file("a b'\"$;,.csv"), "1;2");
        Files.createFile(workspace.file("-empty"));
        Ran ran =
                run(
                        "sh",
                        "",
                        "--needs",
                        "review",
                        "x",
                        "--no-wait",
                        "--detach",
                        "--deliver",
                        "--channel=123",
                        "--model",
                        "cheap",
                        "--thinking",
                        "high",
                        "--timeout",
                        "10m",
                        "--file",
                        file.toString(),
                        "--file=-empty");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        DelegationRequest request = request(1);
        assertThat(request.needs()).isEqualTo("review");
        assertThat(request.detached()).isTrue();
        assertThat(request.deliver()).isTrue();
        assertThat(request.channelId()).isEqualTo("123");
        assertThat(request.options().model()).isEqualTo("cheap");
        assertThat(request.options().thinking()).isEqualTo(Thinking.HIGH);
        assertThat(request.options().timeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(request.files())
                .extracting(dev.crayfleet.contract.FileRef::name)
                .containsExactly("a b'\"$;,.csv", "-empty");
        assertThat(lane.fetch(request.files().getFirst())).asString().isEqualTo("1;2");
    }

    @Test
    void goesOnAndWaitsLater() throws Exception {
        assertThat(run("sh", "", "auditor", "x", "--no-wait").out())
                .isEqualTo("1 t-d1-1 auditor\n");
        assertThat(run("sh", "", "--list").out()).isEqualTo("1 running t-d1-1 auditor\n");
        whenWaiting(() -> lane.succeed(1, "done"));
        Ran waited = run("sh", "", "--await", "1");
        assertThat(waited.code()).isZero();
        assertThat(waited.out()).isEqualTo("done");
        assertThat(run("sh", "", "--await", "2").code()).isEqualTo(2);
    }

    @Test
    void saysWhyTheOtherHasFailed() throws Exception {
        whenWaiting(() -> lane.fail(1, "It had no paper."));
        Ran ran = run("sh", "", "auditor", "x");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).isEqualTo("delegate: auditor has failed: It had no paper.\n");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void saysWhyItIsRefused() throws Exception {
        Ran refused = run("sh", "", "nobody", "x");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .isEqualTo("delegate: It may delegate to auditor alone, 20 times.\n");
        for (List<String> words :
                List.of(
                        List.of(""),
                        List.of("auditor"),
                        List.of("auditor", "x", "y"),
                        List.of("--needs", "review", "auditor", "x"),
                        List.of("auditor", "x", "--what"),
                        List.of("--what", "auditor", "x"),
                        List.of("auditor", "x", "--model"),
                        List.of("auditor", "x", "--file", "/no/such/file"),
                        List.of("auditor", "x", "--timeout", "soon"),
                        List.of("auditor", "x".repeat(Limits.INSTRUCTION_BYTES + 1)))) {
            Ran ran = run("sh", "", words.toArray(String[]::new));
            assertThat(ran.code()).as(words.toString()).isEqualTo(2);
            assertThat(ran.err()).startsWith("delegate: ");
        }
        assertThat(lane.requests).hasSize(1);
        opened.grant().end();
        Ran dead = run("sh", "", "auditor", "x");
        assertThat(dead.code()).isEqualTo(2);
        assertThat(dead.err()).contains("The token is not valid");
    }

    @Test
    void saysThatNobodyCanBeAsked() throws Exception {
        lane.isAway = true;
        assertThat(run("sh", "", "auditor", "x").code()).isEqualTo(3);
        fixture.server.close();
        Ran ran = run("sh", "", "auditor", "x");
        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).contains("the fleet cannot be reached");
    }

    @Test
    void helpsAndStartsAtOnce() throws Exception {
        assertThat(run("sh", "", "--help").out())
                .startsWith("Usage: delegate AGENT")
                .contains("--await");
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long start = System.nanoTime();
            assertThat(run("sh", "", "--list").code()).isZero();
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.printf("delegate --list takes %d ms%n", best / 1_000_000);
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void theTokenIsForTheAgentsUserAloneAndGoneInTheEnd() throws Exception {
        Path programs = workspace.programs();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(programs)))
                .isEqualTo("rwx------");
        assertThat(programs.resolve("delegate.curl")).content().contains(opened.grant().token());
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(programs.resolve("delegate.curl"))))
                .isEqualTo("rw-------");
        assertThat(programs.resolve("delegate")).content().doesNotContain(opened.grant().token());
        assertThat(workspace.file("AGENTS.md"))
                .content()
                .contains("## Other agents", "bin/delegate' AGENT \"INSTRUCTION\"")
                .doesNotContain(opened.grant().token());
        new Workspaces(
                        new WorkspaceSettings(
                                folder, null, null, Duration.ZERO, Duration.ZERO, 2_000, 10_000, 0),
                        new Random(7))
                .clear(workspace);
        assertThat(programs).doesNotExist();
    }
}
