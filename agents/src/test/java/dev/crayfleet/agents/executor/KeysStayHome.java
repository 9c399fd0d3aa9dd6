package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor.Job;
import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.model.ModelRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real OpenClaw that asks models without having their keys. */
final class KeysStayHome {
    /** That nobody else asks for. */
    private static final String SUM = "25 × 16";

    private KeysStayHome() {}

    /**
     * Both APIs answer, the model sees its key, and while an agent is at work nothing of it has
     * that.
     *
     * @param state where the agents' OpenClaw keeps what it has, besides the workspace
     */
    static void assertFor(ExecutorKit kit, AgentExecutor executor, Path state) throws Exception {
        for (String model : List.of("keyed/kimi", "keyed-too/kimi")) {
            long before = kit.proxy().totals().requests();
            RunResult result =
                    executor.run(
                            job(kit, executor, "Calculate " + SUM, model),
                            new CancellationToken(),
                            progress -> {});
            assertThat(result.outcome()).as(model).isEqualTo(new RunOutcome.Succeeded());
            assertThat(result.text()).isEqualTo("25 × 4 = 100");
            // Other tests ask it meanwhile.
            assertThat(
                            kit.model().requests().stream()
                                    .filter(request -> request.text().contains(SUM))
                                    .map(ModelRequest::key))
                    .isNotEmpty()
                    .containsOnly(ExecutorKit.KEY);
            assertThat(kit.proxy().totals().requests()).isGreaterThan(before);
        }
        assertNothingHasTheKey(kit, executor, state);
        assertThat(kit.proxy().totals().inputTokens()).isPositive();
    }

    private static void assertNothingHasTheKey(ExecutorKit kit, AgentExecutor executor, Path state)
            throws Exception {
        Job job = job(kit, executor, "HANG", "keyed-too/kimi");
        CancellationToken cancellation = new CancellationToken();
        CompletableFuture<RunResult> running =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        return executor.run(job, cancellation, progress -> {});
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        int before = kit.model().requests().size();
        Awaitility.await()
                .atMost(ExecutorKit.OPENCLAW_TIMEOUT)
                .until(() ->
                        running.isDone()
                                || kit.model().requests().stream()
                                        .skip(before)
                                        .map(ModelRequest::text)
                                        .anyMatch(text -> text.contains("HANG")));
        assertThat(running).isNotDone();
        assertThat(filesWithTheKey(job.workspace().root())).isEmpty();
        assertThat(filesWithTheKey(state)).isEmpty();
        List<String> environments =
                ProcessHandle.current()
                        .descendants()
                        .map(each -> environment(each.pid()))
                        .filter(each -> each.contains("OPENCLAW_CONFIG_PATH="))
                        .toList();
        assertThat(environments)
                .isNotEmpty()
                .noneMatch(each -> each.contains(ExecutorKit.KEY))
                .noneMatch(each ->
                        each.contains(
                                "OPENCLAW_CONFIG_PATH=" + kit.folder().resolve("openclaw.json")));
        cancellation.request(
                new CancellationToken.Request(
                        FailureKind.CANCELLED, "stop it", ExecutorKit.KILL_GRACE, false));
        assertThat(
                        running.get(ExecutorKit.OPENCLAW_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                                .outcome())
                .isEqualTo(RunOutcome.Failed.of(FailureKind.CANCELLED, "stop it"));
        assertThat(filesWithTheKey(job.workspace().root())).isEmpty();
    }

    private static Job job(ExecutorKit kit, AgentExecutor executor, String prompt, String model)
            throws IOException {
        return kit.job(
                executor,
                prompt,
                new TaskOptions(model, null, null, null, null),
                ExecutorKit.OPENCLAW_TIMEOUT);
    }

    /** Byte by byte, whatever kind of file it is. */
    private static List<Path> filesWithTheKey(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> contents(file).contains(ExecutorKit.KEY))
                    .toList();
        }
    }

    private static String contents(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    private static String environment(long pid) {
        return contents(Path.of("/proc/" + pid + "/environ"));
    }
}
