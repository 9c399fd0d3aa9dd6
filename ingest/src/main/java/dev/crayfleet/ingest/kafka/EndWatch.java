package dev.crayfleet.ingest.kafka;

import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.ingest.RequiresIngest;
import dev.crayfleet.kafka.FatalErrors;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who wait for the ends of tasks. All share one reader of results and events, which is
 * there only while somebody waits. For many threads.
 */
@Singleton
@RequiresIngest
public final class EndWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EndWatch.class);

    /** Kafka may be slow; whoever waits for a task has time. */
    private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(10);

    private final KafkaSettings kafka;
    private final Map<TaskId, List<CompletableFuture<TaskEnd>>> waiting = new HashMap<>();
    private @Nullable CompletableFuture<Void> opened;
    private boolean isClosed;

    @Inject
    EndWatch(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** How a wait ended. */
    public sealed interface TaskEnd {
        record Ended(TaskResult result) implements TaskEnd {}

        /** The lane did not take it, so that it has no result. */
        record Refused(String reason) implements TaskEnd {}

        /** Kafka failed, or ingest stops; the task goes on. */
        record Unknown() implements TaskEnd {}
    }

    /**
     * Waits for a task that is written after this has returned, or was written before with the same
     * id. Whoever does not wait any more cancels it.
     *
     * @throws KafkaRequestException if Kafka does not answer
     */
    public CompletableFuture<TaskEnd> await(TaskId task)
            throws KafkaRequestException, InterruptedException {
        CompletableFuture<TaskEnd> end = new CompletableFuture<>();
        CompletableFuture<Void> ready = register(task, end);
        var unused = end.whenComplete((_, _) -> remove(task, end));
        try {
            ready.get(OPEN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return end;
        } catch (ExecutionException | TimeoutException e) {
            end.cancel(false);
            throw new KafkaRequestException("Kafka does not show how tasks end", e);
        } catch (InterruptedException e) {
            end.cancel(false);
            throw e;
        }
    }

    private synchronized CompletableFuture<Void> register(
            TaskId task, CompletableFuture<TaskEnd> end) {
        waiting.computeIfAbsent(task, _ -> new ArrayList<>()).add(end);
        CompletableFuture<Void> ready = opened;
        if (ready == null) {
            CompletableFuture<Void> opening = new CompletableFuture<>();
            ready = opening;
            opened = opening;
            Thread.ofPlatform().name("crayfleet-ingest-ends").daemon().start(() -> read(opening));
        }
        return ready;
    }

    private synchronized void remove(TaskId task, CompletableFuture<TaskEnd> end) {
        waiting.computeIfPresent(
                task,
                (_, all) -> {
                    all.remove(end);
                    return all.isEmpty() ? null : all;
                });
    }

    private synchronized boolean isWaitedFor(TaskId task) {
        return waiting.containsKey(task);
    }

    /** Whether the reader goes on; if not, the next who waits starts another. */
    private synchronized boolean goesOn() {
        if (waiting.isEmpty() || isClosed) {
            opened = null;
            return false;
        }
        return true;
    }

    private void read(CompletableFuture<Void> opening) {
        try (EndReader reader = new EndReader(kafka, this::isWaitedFor, this::tell)) {
            opening.complete(null);
            while (goesOn()) {
                reader.poll();
            }
        } catch (KafkaException e) {
            LOG.warn("the ends of tasks cannot be read: {}", e.getMessage());
            LOG.debug("stack trace", e);
            opening.completeExceptionally(e);
        } catch (InterruptedException e) {
            opening.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            FatalErrors.rethrowIfFatal(e);
            LOG.error("the ends of tasks are not read any more", e);
            opening.completeExceptionally(e);
        } finally {
            forget(opening);
        }
    }

    /** Whoever waits on a reader that has ended would wait for nothing. */
    private void forget(CompletableFuture<Void> opening) {
        List<CompletableFuture<TaskEnd>> left = new ArrayList<>();
        synchronized (this) {
            // Null where it ended in order, or another reader, which serves all, has begun since.
            if (opened == opening || isClosed) {
                opened = null;
                waiting.values().forEach(left::addAll);
            }
        }
        left.forEach(each -> each.complete(new TaskEnd.Unknown()));
    }

    private void tell(TaskId task, TaskEnd end) {
        List<CompletableFuture<TaskEnd>> told;
        synchronized (this) {
            told = List.copyOf(waiting.getOrDefault(task, List.of()));
        }
        told.forEach(each -> each.complete(end));
    }

    /** Ends all waits. */
    @Override
    @PreDestroy
    public void close() {
        List<CompletableFuture<TaskEnd>> left = new ArrayList<>();
        synchronized (this) {
            isClosed = true;
            waiting.values().forEach(left::addAll);
        }
        left.forEach(each -> each.complete(new TaskEnd.Unknown()));
    }
}
