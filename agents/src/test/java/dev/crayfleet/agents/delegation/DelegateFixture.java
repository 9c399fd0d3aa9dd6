package dev.crayfleet.agents.delegation;

import dev.crayfleet.agents.safety.Secrets;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskId;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A server for agents, and an agent that speaks to it. */
final class DelegateFixture implements AutoCloseable {
    static final DelegateLimits LIMITS =
            new DelegateLimits(
                    100,
                    50,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    10_000,
                    Duration.ofMillis(1));

    record Denied(DelegateServer.@Nullable Owner owner, String reason) {}

    final Secrets secrets = new Secrets();
    final List<Denied> denied = new CopyOnWriteArrayList<>();
    final HttpClient agent = HttpClient.newHttpClient();
    final DelegateServer server;

    /** A grant, and the lane that its requests come to. */
    record Opened(TaskGrant grant, FakeLane lane) {}

    DelegateFixture() {
        this(LIMITS);
    }

    DelegateFixture(DelegateLimits limits) {
        server =
                new DelegateServer(
                        limits,
                        secrets,
                        (owner, reason) -> denied.add(new Denied(owner, reason)),
                        System::nanoTime);
    }

    Opened open(String task) {
        Attempt attempt = new Attempt(new TaskId(task), 1);
        FakeLane lane = new FakeLane(attempt);
        TaskGrant grant = server.open(new DelegateServer.Owner(attempt, Pool.DEFAULT), true, lane);
        lane.answerTo(grant);
        return new Opened(grant, lane);
    }

    HttpRequest.Builder request(TaskGrant grant, String path) {
        return HttpRequest.newBuilder(URI.create(grant.url() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + grant.token());
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return agent.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(TaskGrant grant, String path)
            throws IOException, InterruptedException {
        return send(request(grant, path));
    }

    HttpResponse<String> delegate(TaskGrant grant, String who, String instruction)
            throws IOException, InterruptedException {
        return post(
                grant,
                who + "&instruction=" + URLEncoder.encode(instruction, StandardCharsets.UTF_8));
    }

    HttpResponse<String> post(TaskGrant grant, String form)
            throws IOException, InterruptedException {
        return send(request(grant, "/delegations").POST(BodyPublishers.ofString(form)));
    }

    /** What comes back over a connection of its own for bytes that may be no request. */
    String raw(String text) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    static void await(org.awaitility.core.ThrowingRunnable that) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(that);
    }

    @Override
    public void close() {
        agent.shutdownNow();
        server.close();
    }
}
