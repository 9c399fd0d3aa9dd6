package dev.crayfleet.trial.bench.executors;

import dev.crayfleet.agents.gateway.OpenClawGatewayConnection;
import dev.crayfleet.agents.gateway.OpenClawGatewayEndpoint;
import dev.crayfleet.agents.gateway.OpenClawGatewayException;
import dev.crayfleet.agents.gateway.OwnedGateway;
import dev.crayfleet.agents.gateway.OwnedGatewaySettings;
import dev.crayfleet.agents.openclaw.ModelKeys;
import dev.crayfleet.agents.openclaw.OpenClawConfigs;
import dev.crayfleet.agents.openclaw.OpenClawFile;
import dev.crayfleet.agents.process.EnvironmentSettings;
import dev.crayfleet.agents.process.ResourceLimits;
import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.agents.workspace.AgentRunRegistry;
import dev.crayfleet.trial.measure.ProcessCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A Gateway that the benchmark starts as a runner would, with one connection to it, so that
 * OpenClaw can be measured without a runner. For one thread.
 */
final class BareGateway implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    private final Path folder;
    private final OwnedGateway gateway;
    private final List<ProcessHandle> earlierChildren;
    private List<ProcessHandle> processes = List.of();
    private final HttpClient http = HttpClient.newHttpClient();
    private @Nullable OpenClawGatewayConnection connection;

    /**
     * Starts the Gateway.
     *
     * @param folder for its state and the files of its agents
     * @param config an openclaw.json
     * @param slots maximum number of concurrent turns, at least 8
     */
    BareGateway(Path program, Path folder, Path config, int slots) {
        this.folder = folder;
        this.earlierChildren = ProcessHandle.current().children().toList();
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
                                ModelKeys.DIRECT,
                                STOP_GRACE),
                        new OpenClawFile(config, secrets),
                        new AgentRunRegistry(folder),
                        secrets,
                        "bench");
    }

    /**
     * Waits until it accepts a connection. No other process may be started between the constructor
     * and this call: all new children of this JVM are taken for processes of the Gateway.
     *
     * @throws IllegalStateException with a sentence for people, if it does not
     */
    BenchGatewaySessions awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        String problem = "it is not there";
        while (System.nanoTime() < deadline) {
            Optional<OpenClawGatewayEndpoint> endpoint = gateway.endpoint();
            if (endpoint.isPresent()) {
                try {
                    connection =
                            OpenClawGatewayConnection.open(http, endpoint.get(), HANDSHAKE_TIMEOUT);
                    processes =
                            ProcessHandle.current()
                                    .children()
                                    .filter(each -> !earlierChildren.contains(each))
                                    .toList();
                    return new BenchGatewaySessions(connection, folder);
                } catch (OpenClawGatewayException e) {
                    problem = e.sentence();
                }
            } else {
                problem = gateway.problem();
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        throw new IllegalStateException("OpenClaw's gateway cannot be used: " + problem);
    }

    /** The processor time of all its processes. */
    Optional<Duration> cpuTime() {
        Optional<Duration> sum = Optional.of(Duration.ZERO);
        for (ProcessHandle root : processes) {
            Optional<Duration> ofRoot = ProcessCounts.cpuTime(root);
            sum = sum.flatMap(before -> ofRoot.map(before::plus));
        }
        return sum;
    }

    /** The same with that of ended children of this JVM, which are clients run by hand. */
    Optional<Duration> cpuTimeWithClients() {
        return cpuTime()
                .flatMap(ofGateway ->
                        ProcessCounts.cpuTimeOfEndedChildren(ProcessHandle.current())
                                .map(ofGateway::plus));
    }

    /** Environment variables by which {@code openclaw agent} finds it. */
    Map<String, String> variables() {
        try (DirectoryStream<Path> incarnations =
                Files.newDirectoryStream(folder.resolve("lives"), "life-*")) {
            Path incarnation = incarnations.iterator().next();
            return Map.of(
                    "OPENCLAW_CONFIG_PATH",
                    incarnation.resolve("openclaw.json").toString(),
                    "OPENCLAW_STATE_DIR",
                    incarnation.toString(),
                    OpenClawConfigs.TOKEN_VARIABLE,
                    gateway.endpoint().orElseThrow().token());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
