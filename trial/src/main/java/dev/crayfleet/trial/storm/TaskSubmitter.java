package dev.crayfleet.trial.storm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.trial.storm.kafka.TaskRecords;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks for tasks by every way, each at its time, and goes on asking until each is accepted. What is
 * asked stands in the audit before it is asked.
 */
final class TaskSubmitter implements AutoCloseable {
    /** As much as may wait for an answer at a time; the next one waits for its turn. */
    private static final int IN_FLIGHT = 128;

    private static final Duration HTTP_PATIENCE = Duration.ofSeconds(15);
    private static final Duration ASK_FOR = Duration.ofMinutes(4);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
    private static final int ACCEPTED = 202;

    /** None of them can be read; each is sent once. */
    private static final List<String> UNREADABLE =
            List.of(
                    "{\"prompt\": \"storm, bad time\", \"timeout\": \"soon\"}",
                    "{\"prompt\": \"storm, torn",
                    "{\"type\": \"StormSubmitted\", \"version\": 1}",
                    "{\"prompt\": \"storm, bad pool\", \"pool\": \"not a pool\"}",
                    "{\"id\": \"storm-without-prompt\"}");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Audit audit;
    private final Recoveries recoveries;
    private final DiscordUser discord;
    private final HttpClient http;
    private final URI tasks;
    private final TaskRecords records;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Semaphore room = new Semaphore(IN_FLIGHT);
    private final Map<SubmissionPath, AtomicInteger> accepted = new EnumMap<>(SubmissionPath.class);
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger askedAgain = new AtomicInteger();

    TaskSubmitter(
            Audit audit,
            Recoveries recoveries,
            DiscordUser discord,
            HttpClient http,
            URI ingest,
            TaskRecords records) {
        this.audit = audit;
        this.recoveries = recoveries;
        this.discord = discord;
        this.http = http;
        this.tasks = ingest.resolve("/tasks");
        this.records = records;
        for (SubmissionPath way : SubmissionPath.values()) {
            accepted.put(way, new AtomicInteger());
        }
    }

    /** Waits for room, and then asks without waiting for the answer. */
    void submit(PlannedTask order) throws InterruptedException {
        room.acquire();
        threads.execute(() -> {
            try {
                ask(order);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException e) {
                synchronized (audit) {
                    audit.strange(order.id() + " could not be asked for: " + e, "the storm itself");
                }
            } finally {
                room.release();
            }
        });
    }

    /** Sends what cannot be read. */
    void sendUnreadable() throws InterruptedException {
        for (String text : UNREADABLE) {
            synchronized (audit) {
                audit.askedBadly(text);
            }
            send("storm", text);
        }
    }

    /** Waits until everything is accepted, or given up. */
    boolean awaitAnswers(Duration limit) throws InterruptedException {
        boolean all = room.tryAcquire(IN_FLIGHT, limit.toMillis(), TimeUnit.MILLISECONDS);
        if (all) {
            room.release(IN_FLIGHT);
        }
        return all;
    }

    /** How many were accepted for the first time. */
    int accepted(SubmissionPath way) {
        return count(way).get();
    }

    int accepted() {
        return accepted.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** How many were sent again on purpose. */
    int repeated() {
        return repeated.get();
    }

    /** How often HTTP was asked again because it did not answer. */
    int askedAgain() {
        return askedAgain.get();
    }

    @Override
    public void close() {
        closed.countDown();
        threads.shutdownNow();
        threads.close();
    }

    private void ask(PlannedTask order) throws IOException, InterruptedException {
        if (order.way() == SubmissionPath.DISCORD) {
            String id = discord.write(order.message());
            synchronized (audit) {
                audit.asked("discord-" + id, order.retries(), order.answer());
                audit.accepted("discord-" + id);
            }
        } else {
            synchronized (audit) {
                audit.asked(order.id(), order.retries(), order.answer());
            }
            if (!ask(order, order.way())) {
                return;
            }
            synchronized (audit) {
                audit.accepted(order.id());
            }
        }
        count(order.way()).incrementAndGet();
        if (order.again() != null && ask(order, order.again())) {
            repeated.incrementAndGet();
        }
    }

    private boolean ask(PlannedTask order, SubmissionPath way) throws InterruptedException {
        return switch (way) {
            case HTTP -> post(order);
            case KAFKA -> send(order.foreignKey() ? "storm" : order.pool(), body(order));
            case DISCORD -> throw new IllegalArgumentException("a message is never sent again");
        };
    }

    private boolean send(String key, String value) throws InterruptedException {
        try {
            records.send(key, value.getBytes(StandardCharsets.UTF_8))
                    .get(ASK_FOR.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka did not take " + value, e);
        }
    }

    private boolean post(PlannedTask order) throws InterruptedException {
        long deadline = System.nanoTime() + ASK_FOR.toNanos();
        HttpRequest request =
                HttpRequest.newBuilder(tasks)
                        .timeout(HTTP_PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body(order)))
                        .build();
        while (System.nanoTime() < deadline) {
            Instant asked = Instant.now();
            int status = status(request);
            if (status == ACCEPTED) {
                recoveries.accepted(asked, Instant.now());
                return true;
            }
            if (status / 100 == 4) {
                throw new IllegalStateException("ingest answered " + status);
            }
            askedAgain.incrementAndGet();
            if (closed.await(AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("the storm is over");
            }
        }
        throw new IllegalStateException("ingest did not accept it for " + ASK_FOR);
    }

    /** 0 if there was no answer. */
    private int status(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException away) {
            return 0;
        }
    }

    private static String body(PlannedTask order) {
        ObjectNode body = JSON.createObjectNode();
        body.put("id", order.id()).put("prompt", order.prompt()).put("pool", order.pool());
        if (order.retries() != null) {
            body.put("retries", order.retries());
        }
        return body.toString();
    }

    private AtomicInteger count(SubmissionPath way) {
        AtomicInteger count = accepted.get(way);
        if (count == null) {
            throw new IllegalStateException("no count for " + way);
        }
        return count;
    }
}
