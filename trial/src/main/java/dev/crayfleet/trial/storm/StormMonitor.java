package dev.crayfleet.trial.storm;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.FleetEvent;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskEvent.RetryScheduled;
import dev.crayfleet.contract.TaskEvent.RunnerReady;
import dev.crayfleet.contract.TaskEvent.TaskClaimed;
import dev.crayfleet.contract.TaskEvent.TaskFinished;
import dev.crayfleet.contract.TaskEvent.TaskQueued;
import dev.crayfleet.trial.storm.kafka.TopicReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Follows events and #results while a storm runs: counts what is finished and posted, and tells
 * {@link Recoveries} and {@link HostileAudit}. Safe for many threads.
 */
final class StormMonitor {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);

    private final Codec codec;
    private final Recoveries recoveries;
    private final HostileAudit hostileAudit;
    private final ProgressPrinter progress;
    private final AtomicLong finishedTasks = new AtomicLong();
    private final AtomicLong taskEvents = new AtomicLong();
    private final AtomicLong posts = new AtomicLong();
    private final AtomicLong lastPostId = new AtomicLong();

    StormMonitor(
            Codec codec,
            Recoveries recoveries,
            HostileAudit hostileAudit,
            ProgressPrinter progress) {
        this.codec = codec;
        this.recoveries = recoveries;
        this.hostileAudit = hostileAudit;
        this.progress = progress;
    }

    /** Reads #results and prints progress until the returned executor is shut down. */
    ScheduledExecutorService start(
            DiscordUser discord, SubmissionCounts submissions, FaultScheduler faults) {
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
        var reading =
                executor.scheduleWithFixedDelay(
                        () -> readPosts(discord),
                        0,
                        POLL_INTERVAL.toMillis(),
                        TimeUnit.MILLISECONDS);
        Instant started = Instant.now();
        var printing =
                executor.scheduleAtFixedRate(
                        () -> printProgress(started, submissions, faults),
                        PROGRESS_INTERVAL.toSeconds(),
                        PROGRESS_INTERVAL.toSeconds(),
                        TimeUnit.SECONDS);
        return executor;
    }

    /** Whether the accepted and all hostile tasks are finished, and all results are posted. */
    boolean isAllPosted(int acceptedTasks) {
        return finishedTasks.get() >= acceptedTasks + hostileAudit.finishedTasks()
                && posts.get() >= finishedTasks.get();
    }

    /** A count that changes with each task event and each post. */
    long activity() {
        return taskEvents.get() + posts.get();
    }

    void onEvent(TopicReader.CommittedRecord record) {
        if (!(codec.decodeEvent(record.value())
                instanceof Decoded.Readable<TaskEvent>(TaskEvent event))) {
            return; // TopicAuditor reads it again and reports it.
        }
        switch (event) {
            case TaskClaimed claimed ->
                    recoveries.claimed(
                            claimed.id().value(),
                            claimed.attempt(),
                            claimed.holder(),
                            claimed.pool().value(),
                            claimed.at(),
                            Instant.now());
            case RunnerReady ready -> {
                recoveries.runnerReady(ready.holder());
                return; // Not counted, for the same reason as below.
            }
            case RetryScheduled retry -> recoveries.attemptReleased(retry.id().value(), false);
            case TaskFinished done -> {
                recoveries.attemptReleased(done.id().value(), true);
                finishedTasks.incrementAndGet();
                hostileAudit.taskFinished(done.id().value());
            }
            case TaskQueued queued -> {
                if (!PlannedTask.POOLS.contains(queued.pool().value())) {
                    hostileAudit.taskWithoutRunner(queued.id().value());
                }
            }
            case TaskEvent.OfTask other -> {}
            case FleetEvent other -> {
                return; // A storm stops nothing.
            }
            case TaskEvent.OfRunner other -> {
                return; // READY and the like do not show that work goes on.
            }
        }
        taskEvents.incrementAndGet();
    }

    private void readPosts(DiscordUser discord) {
        try {
            lastPostId.set(
                    discord.readResults(
                            lastPostId.get(),
                            post -> {
                                posts.incrementAndGet();
                                recoveries.resultPosted(post.postedAt());
                            }));
        } catch (IOException e) {
            progress.print("#results cannot be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void printProgress(
            Instant started, SubmissionCounts submissions, FaultScheduler faults) {
        long seconds = Duration.between(started, Instant.now()).toSeconds();
        int faultCount =
                faults.completedFaults().values().stream().mapToInt(Integer::intValue).sum();
        progress.print(
                "%02d:%02d accepted %d (Discord %d, HTTP %d, Kafka %d), finished %d, posted %d; faults %d, last: %s"
                        .formatted(
                                seconds / 60,
                                seconds % 60,
                                submissions.accepted(),
                                submissions.accepted(SubmissionPath.DISCORD),
                                submissions.accepted(SubmissionPath.HTTP),
                                submissions.accepted(SubmissionPath.KAFKA),
                                finishedTasks.get(),
                                posts.get(),
                                faultCount,
                                faults.lastFault()));
    }
}
