package dev.crayfleet.trial.bench.executors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.agents.gateway.OpenClawGatewayConnection;
import dev.crayfleet.agents.gateway.OpenClawGatewayException;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sessions of a Gateway, and turns in them: what OpenClaw itself needs for a task. */
final class BenchGatewaySessions {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration TURN_TIMEOUT = Duration.ofMinutes(3);

    private final OpenClawGatewayConnection connection;
    private final Path folder;
    private int created;

    /**
     * @param folder in which each session gets a folder of its own
     */
    BenchGatewaySessions(OpenClawGatewayConnection connection, Path folder) {
        this.connection = connection;
        this.folder = folder;
    }

    /**
     * @param key by which the Gateway knows it
     * @param folder where its agent works
     */
    record OpenClawGatewaySession(String key, Path folder) {}

    /**
     * @param nanos that the creation of each took
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record CreatedSessions(List<OpenClawGatewaySession> sessions, long[] nanos) {}

    /**
     * Creates sessions, one after the other.
     *
     * @throws IllegalStateException if the Gateway refuses one
     */
    CreatedSessions create(int count) throws InterruptedException {
        List<OpenClawGatewaySession> sessions = new ArrayList<>();
        long[] nanos = new long[count];
        for (int number = 0; number < count; number++) {
            String name = "bare-" + ++created;
            OpenClawGatewaySession session =
                    new OpenClawGatewaySession("agent:main:" + name, folder.resolve(name));
            try {
                Files.createDirectories(session.folder());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            ObjectNode params = OpenClawGatewayConnection.object().put("key", session.key());
            params.put("agentId", "main").put("cwd", session.folder().toString());
            params.put("permissionMode", "full");
            long started = System.nanoTime();
            try {
                connection.call("sessions.create", params, CALL_TIMEOUT);
            } catch (OpenClawGatewayException e) {
                throw new IllegalStateException("no session: " + e.sentence(), e);
            }
            nanos[number] = System.nanoTime() - started;
            sessions.add(session);
        }
        return new CreatedSessions(sessions, nanos);
    }

    /**
     * Runs one turn in each session.
     *
     * @param atOnce how many run at a time
     * @return nanoseconds of each, from the request to its last answer
     * @throws IllegalStateException if one fails
     */
    long[] runTurns(List<OpenClawGatewaySession> sessions, int atOnce) throws InterruptedException {
        long[] nanos = new long[sessions.size()];
        try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
            List<Future<Long>> turns = new ArrayList<>();
            for (int number = 0; number < nanos.length; number++) {
                OpenClawGatewaySession session = sessions.get(number);
                String prompt = TaskSource.prompt(number);
                turns.add(threads.submit(() -> runTurn(session, prompt)));
            }
            try {
                for (int number = 0; number < nanos.length; number++) {
                    nanos[number] = turns.get(number).get();
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        "a turn in the gateway failed: " + e.getCause(), e.getCause());
            } finally {
                threads.shutdownNow();
            }
        }
        return nanos;
    }

    private long runTurn(OpenClawGatewaySession session, String prompt)
            throws InterruptedException, ExecutionException, TimeoutException {
        ObjectNode params = OpenClawGatewayConnection.object();
        params.put("idempotencyKey", UUID.randomUUID().toString());
        params.put("sessionKey", session.key()).put("message", prompt).put("deliver", false);
        params.put("timeout", TURN_TIMEOUT.toSeconds());
        CompletableFuture<JsonNode> lastFrame = new CompletableFuture<>();
        long started = System.nanoTime();
        connection.run(
                params,
                frame -> {
                    if (!status(frame).equals("accepted")) {
                        lastFrame.complete(frame);
                    }
                });
        JsonNode answer = lastFrame.get(TURN_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        long nanos = System.nanoTime() - started;
        if (!status(answer).equals("ok") || !Files.exists(session.folder().resolve("RESULT.txt"))) {
            throw new IllegalStateException("it answered " + answer);
        }
        return nanos;
    }

    private static String status(JsonNode frame) {
        return frame.path("payload").path("status").asText();
    }
}
