package dev.crayfleet.trial.bench.executors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.agents.gateway.GatewayConnection;
import dev.crayfleet.agents.gateway.GatewayEndpoint;
import dev.crayfleet.agents.gateway.GatewayException;
import dev.crayfleet.agents.gateway.OwnedGateway;
import dev.crayfleet.agents.gateway.OwnedGatewaySettings;
import dev.crayfleet.agents.openclaw.OpenClawConfigs;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.process.EnvironmentSettings;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.RunRegistry;
import dev.crayfleet.trial.bench.kafka.TaskSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A Gateway of the benchmark's own, started as a runner starts its own, and one connection to it
 * that does nothing but ask: what OpenClaw itself needs for a turn. For one thread.
 */
final class BareGateway implements AutoCloseable {
    private static final Duration STARTS = Duration.ofMinutes(3);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration CALL = Duration.ofSeconds(60);
    private static final Duration TURN = Duration.ofMinutes(3);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Path folder;
    private final OwnedGateway gateway;
    private final List<ProcessHandle> others;
    private List<ProcessHandle> processes = List.of();
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable GatewayConnection connection;
    private int sessions;

    /**
     * Starts it.
     *
     * @param folder for its state and what its agents write
     * @param config an openclaw.json
     * @param slots how many turns it does at once, at least 8
     */
    BareGateway(Path program, Path folder, Path config, int slots) {
        this.folder = folder;
        this.others = ProcessHandle.current().children().toList();
        Secrets secrets = new Secrets();
        this.gateway =
                new OwnedGateway(
                        new OwnedGatewaySettings(
                                new OwnedGatewaySettings.Paths(
                                        program, folder.resolve("lives"), folder.resolve("cache")),
                                0,
                                slots,
                                false,
                                new EnvironmentSettings(System.getenv(), List.of(), null),
                                ResourceLimits.NONE,
                                GRACE),
                        new OpenClawFile(config, secrets),
                        new RunRegistry(folder),
                        secrets,
                        "bench");
    }

    /**
     * Waits until it lets us in. Between the construction and this nothing else may be started.
     *
     * @throws IllegalStateException with a sentence for people, if it does not
     */
    void awaitReady() throws InterruptedException {
        long until = System.nanoTime() + STARTS.toNanos();
        String why = "it is not there";
        while (System.nanoTime() < until) {
            Optional<GatewayEndpoint> there = gateway.endpoint();
            if (there.isPresent()) {
                try {
                    connection = GatewayConnection.open(http, there.get(), HANDSHAKE);
                    processes =
                            ProcessHandle.current()
                                    .children()
                                    .filter(each -> !others.contains(each))
                                    .toList();
                    return;
                } catch (GatewayException e) {
                    why = e.sentence();
                }
            } else {
                why = gateway.problem();
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        throw new IllegalStateException("OpenClaw's gateway cannot be used: " + why);
    }

    /** Those of its processes that started the others. */
    List<ProcessHandle> processes() {
        return processes;
    }

    /** The variables by which {@code openclaw agent} finds it. */
    Map<String, String> variables() {
        try (DirectoryStream<Path> lives =
                Files.newDirectoryStream(folder.resolve("lives"), "life-*")) {
            Path life = lives.iterator().next();
            return Map.of(
                    "OPENCLAW_CONFIG_PATH",
                    life.resolve("openclaw.json").toString(),
                    "OPENCLAW_STATE_DIR",
                    life.toString(),
                    OpenClawConfigs.TOKEN_VARIABLE,
                    gateway.endpoint().orElseThrow().token());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sessions that are there, each with a folder of its own. */
    record Sessions(List<Session> all, long[] nanos) {}

    private record Session(String key, Path place) {}

    /**
     * Makes sessions, one after the other.
     *
     * @return with the nanoseconds that each took
     */
    Sessions sessions(int count) throws InterruptedException {
        List<Session> made = new ArrayList<>();
        long[] nanos = new long[count];
        for (int n = 0; n < count; n++) {
            String name = "bare-" + ++sessions;
            Session session = new Session("agent:main:" + name, folder.resolve(name));
            try {
                Files.createDirectories(session.place());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            ObjectNode params = GatewayConnection.object().put("key", session.key());
            params.put("agentId", "main").put("cwd", session.place().toString());
            params.put("permissionMode", "full");
            long began = System.nanoTime();
            try {
                connected().call("sessions.create", params, CALL);
            } catch (GatewayException e) {
                throw new IllegalStateException("no session: " + e.sentence(), e);
            }
            nanos[n] = System.nanoTime() - began;
            made.add(session);
        }
        return new Sessions(made, nanos);
    }

    /**
     * One turn in each session, so many at a time.
     *
     * @return nanoseconds of each, from asking to its last answer
     * @throws IllegalStateException if one fails
     */
    long[] turns(Sessions where, int atOnce) throws InterruptedException {
        long[] nanos = new long[where.all().size()];
        try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
            List<Future<Long>> turns = new ArrayList<>();
            for (int n = 0; n < nanos.length; n++) {
                Session session = where.all().get(n);
                String prompt = TaskSource.prompt(n);
                turns.add(threads.submit(() -> turn(session, prompt)));
            }
            try {
                for (int n = 0; n < nanos.length; n++) {
                    nanos[n] = turns.get(n).get();
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

    private long turn(Session session, String prompt)
            throws InterruptedException, ExecutionException, TimeoutException {
        ObjectNode params = GatewayConnection.object();
        params.put("idempotencyKey", UUID.randomUUID().toString());
        params.put("sessionKey", session.key()).put("message", prompt).put("deliver", false);
        params.put("timeout", TURN.toSeconds());
        CompletableFuture<JsonNode> last = new CompletableFuture<>();
        long began = System.nanoTime();
        connected()
                .run(
                        params,
                        frame -> {
                            if (!status(frame).equals("accepted")) {
                                last.complete(frame);
                            }
                        });
        JsonNode answer = last.get(TURN.toNanos(), TimeUnit.NANOSECONDS);
        long took = System.nanoTime() - began;
        if (!status(answer).equals("ok") || !Files.exists(session.place().resolve("RESULT.txt"))) {
            throw new IllegalStateException("it answered " + answer);
        }
        return took;
    }

    private static String status(JsonNode frame) {
        return frame.path("payload").path("status").asText();
    }

    private GatewayConnection connected() {
        if (connection == null) {
            throw new IllegalStateException("not connected to the gateway");
        }
        return connection;
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close("the benchmark is over");
        }
        gateway.close();
        http.shutdownNow();
    }
}
