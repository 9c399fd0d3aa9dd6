package dev.crayfleet.ingest.hooks;

import dev.crayfleet.contract.Priority;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.ingest.IngestConfig;
import dev.crayfleet.ingest.RequiresIngest;
import dev.crayfleet.ingest.SubmitGate;
import dev.crayfleet.ingest.http.HttpSubmissions;
import dev.crayfleet.ingest.intake.TaskDraft;
import dev.crayfleet.ingest.kafka.EndWatch;
import dev.crayfleet.ingest.kafka.EndWatch.TaskEnd;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.stage.UnavailableException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes the task of a hook, and waits for its end where its sender does. For many threads. */
@Singleton
@RequiresIngest
final class HookSubmissions {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final HttpSubmissions submissions;
    private final SubmitGate gate;
    private final EndWatch ends;
    private final Duration longestWait;
    private final Semaphore waits;

    HookSubmissions(
            HttpSubmissions submissions, SubmitGate gate, EndWatch ends, IngestConfig config) {
        this.submissions = submissions;
        this.gate = gate;
        this.ends = ends;
        this.longestWait = config.hookWait();
        this.waits = new Semaphore(config.hookWaits());
    }

    /**
     * A task that Kafka has.
     *
     * @param end of the task, or of the wait; done where nobody waits
     */
    record Taken(TaskId id, CompletableFuture<TaskEnd> end) {}

    /**
     * Returns when Kafka has the task.
     *
     * @param traceparent of its sender; null where it has no trace
     * @throws RuntimeException as {@link HttpSubmissions} throws
     */
    Taken submit(HookRun run, @Nullable TraceParent traceparent) {
        TaskId id = run.id();
        TaskDraft draft = draft(run, id);
        boolean mayComeAgain = run.request().key() != null;
        if (!run.request().waits()) {
            submissions.submit(draft, traceparent, mayComeAgain);
            return new Taken(id, CompletableFuture.completedFuture(new TaskEnd.Unknown()));
        }
        if (!waits.tryAcquire()) {
            throw new UnavailableException(
                    "Too many hooks wait for their tasks. It was not taken; send it again later, or without waitForCompletion.",
                    RETRY_AFTER,
                    new IllegalStateException("no wait is free"));
        }
        CompletableFuture<TaskEnd> end = null;
        try {
            end = await(id);
            submissions.submit(draft, traceparent, mayComeAgain);
            return new Taken(id, end);
        } catch (RuntimeException | Error e) {
            if (end == null) {
                waits.release();
            } else {
                end.cancel(false);
            }
            throw e;
        }
    }

    /** Begun before the task is written, so that its end cannot be missed. */
    private CompletableFuture<TaskEnd> await(TaskId id) {
        try {
            CompletableFuture<TaskEnd> end = ends.await(id);
            var unused = end.whenComplete((_, _) -> waits.release());
            return end.completeOnTimeout(
                    new TaskEnd.Unknown(), longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (KafkaRequestException e) {
            throw unavailable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable(e);
        }
    }

    private static UnavailableException unavailable(Exception cause) {
        return new UnavailableException(
                "Kafka does not answer, so nobody could tell when the task has ended. It was not taken; send it again.",
                RETRY_AFTER,
                cause);
    }

    /** Hooks go before what people post, unless their caller may not ask for that. */
    private TaskDraft draft(HookRun run, TaskId id) {
        Instant now = Instant.now();
        TaskDraft high = run.draft(id, Priority.HIGH, now);
        TaskDraft usual = run.draft(id, null, now);
        return isAllowed(high) || !isAllowed(usual) ? high : usual;
    }

    private boolean isAllowed(TaskDraft draft) {
        return gate.refusal(
                        draft.defaults().requester(),
                        draft.defaults().origin(),
                        draft.pool(),
                        draft.options(),
                        0,
                        0)
                .isEmpty();
    }
}
