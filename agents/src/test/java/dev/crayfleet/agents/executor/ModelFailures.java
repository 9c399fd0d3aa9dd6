package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.AgentExecutor.RunResult;
import dev.crayfleet.agents.process.CancellationToken;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.RunOutcome.Failed;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;

/**
 * Runs the real OpenClaw with models that fail, and checks how that is classified. All at the same
 * time, because each waits for its model most of the time.
 */
final class ModelFailures implements AutoCloseable {
    /**
     * Of a task whose model fails again and again until the timeout, with a first retry before it:
     * on a loaded machine, where all cases start at once, that was not heard of within 20 s.
     */
    private static final Duration RETRY_TIMEOUT = Duration.ofSeconds(45);

    /** Of a task that ends by itself, because OpenClaw does not ask its model again. */
    private static final Duration FAILURE_TIMEOUT = Duration.ofSeconds(120);

    /**
     * @param task a prompt that the kit's model understands
     * @param kinds of which the failure may be
     */
    record Case(String task, String model, Duration timeout, List<FailureKind> kinds) {
        Case(String task, FailureKind... kinds) {
            this(task, "primary", RETRY_TIMEOUT, List.of(kinds));
        }
    }

    static final List<Case> ALL =
            List.of(
                    new Case(
                            "FAIL 400", "primary", FAILURE_TIMEOUT, List.of(FailureKind.PERMANENT)),
                    new Case(
                            "FAIL 404", "primary", FAILURE_TIMEOUT, List.of(FailureKind.PERMANENT)),
                    new Case("FAIL 429", FailureKind.QUOTA),
                    new Case("FAIL 500", FailureKind.TRANSIENT),
                    new Case("FAIL 503", FailureKind.TRANSIENT),
                    new Case("DIE", FailureKind.TRANSIENT),
                    new Case("ask", "down/kimi", RETRY_TIMEOUT, List.of(FailureKind.TRANSIENT)),
                    new Case("BABBLE", FailureKind.TRANSIENT, FailureKind.AGENT_ERROR));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<Case, Future<RunResult>> running = new LinkedHashMap<>();

    ModelFailures(ExecutorKit kit, AgentExecutor executor, List<Case> cases) {
        for (Case each : cases) {
            TaskOptions options = new TaskOptions(each.model(), null, null, null, null);
            running.put(
                    each,
                    threads.submit(() ->
                            executor.run(
                                    kit.job(executor, each.task(), options, each.timeout()),
                                    new CancellationToken(),
                                    progress -> {})));
        }
    }

    void assertClassified() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        List<String> tooEarly = new ArrayList<>();
        for (Map.Entry<Case, Future<RunResult>> each : running.entrySet()) {
            RunResult result = each.getValue().get(200, TimeUnit.SECONDS);
            softly.assertThat(result.outcome())
                    .as(each.getKey().toString())
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed ->
                                    assertThat(failed.kind())
                                            .as("%s: %s", each.getKey(), failed)
                                            .isIn(each.getKey().kinds()));
            if (result.outcome() instanceof Failed failed
                    && failed.kind().retried()
                    && isRetriedTooSoon(failed)) {
                tooEarly.add(each.getKey() + " is tried again too soon: " + failed);
            }
        }
        softly.assertThat(tooEarly).isEmpty();
        softly.assertAll();
    }

    /** A model gives the delay with a 429; other failures get half a minute. */
    private static boolean isRetriedTooSoon(Failed failed) {
        Duration minDelay = Duration.ofSeconds(failed.kind() == FailureKind.QUOTA ? 90 : 30);
        return failed.retryAfter() == null || failed.retryAfter().compareTo(minDelay) < 0;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
