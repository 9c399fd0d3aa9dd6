package dev.crayfleet.trial.storm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.trial.storm.kafka.TaskRecordProducer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Submits tasks by every path, and repeats each until it is accepted. The audit knows of a task
 * before it is sent.
 */
final class StormTaskSubmitter implements AutoCloseable {
    /** So many tasks may be unanswered at a time; the next one waits. */
    private static final int MAX_IN_FLIGHT = 128;

    private static final Duration SEND_TIMEOUT = Duration.ofMinutes(4);

    /** Values that the dispatcher cannot read; each is sent once and must become a dead letter. */
    private static final List<String> UNREADABLE =
            List.of(
                    "{\"prompt\": \"storm, bad time\", \"timeout\": \"soon\"}",
                    "{\"prompt\": \"storm, torn",
                    "{\"type\": \"StormSubmitted\", \"version\": 1}",
                    "{\"prompt\": \"storm, bad pool\", \"pool\": \"not a pool\"}",
                    "{\"id\": \"storm-without-prompt\"}");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Audit audit;
    private final DiscordUser discord;
    private final HttpSubmitter http;
    private final TaskRecordProducer records;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore permits = new Semaphore(MAX_IN_FLIGHT);
    private final SubmissionCounts counts = new SubmissionCounts();

    StormTaskSubmitter(
            Audit audit, DiscordUser discord, HttpSubmitter http, TaskRecordProducer records) {
        this.audit = audit;
        this.discord = discord;
        this.http = http;
        this.records = records;
    }

    /** Waits for a permit, and then submits without waiting for the answer. */
    void submit(PlannedTask task) throws InterruptedException {
        permits.acquire();
        threads.execute(() -> {
            try {
                submitAndRepeat(task);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException e) {
                synchronized (audit) {
                    audit.addUnexpected(
                            task.id() + " could not be asked for: " + e, "the storm itself");
                }
            } finally {
                permits.release();
            }
        });
    }

    /** Sends records to the tasks topic that cannot be read. */
    void sendUnreadable() throws InterruptedException {
        for (String text : UNREADABLE) {
            synchronized (audit) {
                audit.expectUnreadable(text);
            }
            produce("storm", text);
        }
    }

    /** Waits until every submission is accepted or given up; false if the limit is over first. */
    boolean awaitAnswers(Duration limit) throws InterruptedException {
        boolean answered =
                permits.tryAcquire(MAX_IN_FLIGHT, limit.toMillis(), TimeUnit.MILLISECONDS);
        if (answered) {
            permits.release(MAX_IN_FLIGHT);
        }
        return answered;
    }

    SubmissionCounts counts() {
        return counts;
    }

    @Override
    public void close() {
        http.close();
        threads.shutdownNow();
        threads.close();
    }

    private void submitAndRepeat(PlannedTask task) throws IOException, InterruptedException {
        if (task.path() == SubmissionPath.DISCORD) {
            String id = discord.write(task.discordMessage());
            synchronized (audit) {
                audit.expectTask("discord-" + id, task.retries(), task.answer());
                audit.taskAccepted("discord-" + id);
            }
        } else {
            synchronized (audit) {
                audit.expectTask(task.id(), task.retries(), task.answer());
            }
            send(task, task.path());
            synchronized (audit) {
                audit.taskAccepted(task.id());
            }
        }
        counts.addAccepted(task.path());
        if (task.repeatPath() != null) {
            send(task, task.repeatPath());
            counts.addRepeated();
        }
    }

    private void send(PlannedTask task, SubmissionPath path) throws InterruptedException {
        switch (path) {
            case HTTP -> http.submit(json(task), counts::addHttpRetry);
            case KAFKA -> produce(task.foreignKey() ? "storm" : task.pool(), json(task));
            case DISCORD -> throw new IllegalArgumentException("a message is never sent again");
        }
    }

    private void produce(String key, String value) throws InterruptedException {
        try {
            records.send(key, value.getBytes(StandardCharsets.UTF_8))
                    .get(SEND_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka did not take " + value, e);
        }
    }

    private static String json(PlannedTask task) {
        ObjectNode body = JSON.createObjectNode();
        body.put("id", task.id()).put("prompt", task.prompt()).put("pool", task.pool());
        if (task.retries() != null) {
            body.put("retries", task.retries());
        }
        return body.toString();
    }
}
