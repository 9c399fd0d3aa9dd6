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
     * Of a task whose model fails again and again until the timeout, with a first retry before it.
     * On a loaded machine, where all cases start at once, that may not be heard of in time; such a
     * case has a second chance.
     */
    private static final Duration RETRY_TIMEOUT = Duration.ofSeconds(45);

    /** Of a task that ends by itself, because OpenClaw does not ask its model again. */
    private static final Duration FAILURE_TIMEOUT = Duration.ofSeconds(120);

    /** Of the second chance; OpenClaw itself gives up before it, at least where it is quick. */
    private static final Duration SECOND_TIMEOUT = Duration.ofSeconds(180);

    /** Beyond a task's timeout: for its start, its queue, and to be ended. */
    private static final Duration SLACK = Duration.ofSeconds(120);

    /**
     * @param task a prompt that the kit's model understands
     * @param kinds of which the failure may be
     */
    record Case(String task, String model, Duration timeout, List<FailureKind> kinds) {
        Case(String task, FailureKind... kinds) {
            this(task, "primary", RETRY_TIMEOUT, List.of(kinds));
        }

        Case withTimeout(Duration other) {
            return new Case(task, model, other, kinds);
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

    private final ExecutorKit kit;
    private final AgentExecutor executor;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<Case, Future<RunResult>> running;

    ModelFailures(ExecutorKit kit, AgentExecutor executor, List<Case> cases) {
        this.kit = kit;
        this.executor = executor;
        this.running = start(cases);
    }

    private Map<Case, Future<RunResult>> start(List<Case> cases) {
        Map<Case, Future<RunResult>> started = new LinkedHashMap<>();
        for (Case each : cases) {
            TaskOptions options = new TaskOptions(each.model(), null, null, null, null);
            started.put(
                    each,
                    threads.submit(() ->
                            executor.run(
                                    kit.job(executor, each.task(), options, each.timeout()),
                                    new CancellationToken(),
                                    progress -> {})));
        }
        return started;
    }

    void assertClassified() throws Exception {
        Map<Case, RunResult> results = results(running);
        List<Case> again = new ArrayList<>();
        results.forEach((each, result) -> {
            if (hasTimedOut(result)) {
                again.add(each);
            }
        });
        again.forEach(results::remove);
        // Now that nothing else is at work, and with time for the slowest of machines.
        results.putAll(
                results(
                        start(
                                again.stream()
                                        .map(each -> each.withTimeout(SECOND_TIMEOUT))
                                        .toList())));
        assertClassified(results);
    }

    private static Map<Case, RunResult> results(Map<Case, Future<RunResult>> started)
            throws Exception {
        Map<Case, RunResult> results = new LinkedHashMap<>();
        for (Map.Entry<Case, Future<RunResult>> each : started.entrySet()) {
            Duration limit = each.getKey().timeout().plus(SLACK);
            results.put(each.getKey(), each.getValue().get(limit.toSeconds(), TimeUnit.SECONDS));
        }
        return results;
    }

    /** OpenClaw was not heard of asking its model again before the case's timeout was over. */
    private static boolean hasTimedOut(RunResult result) {
        return result.outcome() instanceof Failed failed && failed.kind() == FailureKind.TIMEOUT;
    }

    private static void assertClassified(Map<Case, RunResult> results) {
        SoftAssertions softly = new SoftAssertions();
        List<String> tooEarly = new ArrayList<>();
        results.forEach((each, result) -> {
            softly.assertThat(result.outcome())
                    .as(each.toString())
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed ->
                                    assertThat(failed.kind())
                                            .as("%s: %s", each, failed)
                                            .isIn(each.kinds()));
            if (result.outcome() instanceof Failed failed
                    && failed.kind().retried()
                    && isRetriedTooSoon(failed)) {
                tooEarly.add(each + " is tried again too soon: " + failed);
            }
        });
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
