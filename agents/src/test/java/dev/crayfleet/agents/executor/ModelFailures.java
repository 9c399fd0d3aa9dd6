package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.executor.Executor.Ran;
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
 * What the real OpenClaw makes of models that misbehave, and what we make of that. All at once:
 * each waits for its model most of the time.
 */
final class ModelFailures implements AutoCloseable {
    /** Of a model that fails again and again: until our deadline, with a first retry in it. */
    private static final Duration TIME = Duration.ofSeconds(20);

    /** What OpenClaw does not try again ends by itself, however slow the machine. */
    private static final Duration LONG = Duration.ofSeconds(120);

    /**
     * @param task as the kit's model understands it
     * @param kinds of which it may be
     */
    record Case(String task, String model, Duration time, List<FailureKind> kinds) {
        Case(String task, FailureKind... kinds) {
            this(task, "primary", TIME, List.of(kinds));
        }
    }

    static final List<Case> ALL =
            List.of(
                    new Case("FAIL 400", "primary", LONG, List.of(FailureKind.PERMANENT)),
                    new Case("FAIL 404", "primary", LONG, List.of(FailureKind.PERMANENT)),
                    new Case("FAIL 429", FailureKind.QUOTA),
                    new Case("FAIL 500", FailureKind.TRANSIENT),
                    new Case("FAIL 503", FailureKind.TRANSIENT),
                    new Case("DIE", FailureKind.TRANSIENT),
                    new Case("ask", "down/kimi", TIME, List.of(FailureKind.TRANSIENT)),
                    new Case("BABBLE", FailureKind.TRANSIENT, FailureKind.AGENT_ERROR));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<Case, Future<Ran>> running = new LinkedHashMap<>();

    ModelFailures(ExecutorKit kit, Executor executor, List<Case> cases) {
        for (Case each : cases) {
            TaskOptions options = new TaskOptions(each.model(), null, null, null, null);
            running.put(
                    each,
                    threads.submit(() ->
                            executor.run(
                                    kit.job(executor, each.task(), options, each.time()),
                                    new CancellationToken(),
                                    note -> {})));
        }
    }

    void assertToldApart() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        List<String> odd = new ArrayList<>();
        for (Map.Entry<Case, Future<Ran>> each : running.entrySet()) {
            Ran ran = each.getValue().get(200, TimeUnit.SECONDS);
            softly.assertThat(ran.outcome())
                    .as(each.getKey().toString())
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed ->
                                    assertThat(failed.kind())
                                            .as("%s: %s", each.getKey(), failed)
                                            .isIn(each.getKey().kinds()));
            if (ran.outcome() instanceof Failed failed
                    && failed.kind().retried()
                    && tooSoon(failed)) {
                odd.add(each.getKey() + " is tried again too soon: " + failed);
            }
        }
        softly.assertThat(odd).isEmpty();
        softly.assertAll();
    }

    /** The model says when, with a 429; others get half a minute. */
    private static boolean tooSoon(Failed failed) {
        Duration least = Duration.ofSeconds(failed.kind() == FailureKind.QUOTA ? 90 : 30);
        return failed.retryAfter() == null || failed.retryAfter().compareTo(least) < 0;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
