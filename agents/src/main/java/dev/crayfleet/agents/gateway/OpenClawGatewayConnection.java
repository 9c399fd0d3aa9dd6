package dev.crayfleet.agents.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.agents.process.CancellationToken;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a Gateway. Safe for use by many threads. A request may be answered twice, when
 * it is accepted and when it is done; answers come in any order.
 */
public final class OpenClawGatewayConnection {
    private static final Logger LOG = LoggerFactory.getLogger(OpenClawGatewayConnection.class);
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final OpenClawGatewayEndpoint endpoint;
    private final PendingReplies replies = new PendingReplies();
    private final Map<String, Consumer<JsonNode>> runListeners = new ConcurrentHashMap<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final CompletableFuture<JsonNode> challenge = new CompletableFuture<>();
    private final MessageListener listener = new MessageListener(this::receive, this::close);
    private volatile OpenClawGatewayHandshake.Server server =
            OpenClawGatewayHandshake.Server.UNKNOWN;

    /** Completes with the socket when what was sent before is written. Guarded by this. */
    private CompletableFuture<WebSocket> sending = new CompletableFuture<>();

    private OpenClawGatewayConnection(OpenClawGatewayEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** An empty object, for parameters. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /**
     * Connects and introduces itself.
     *
     * @param timeout for each of connecting, challenge and introduction
     * @throws OpenClawGatewayException if it is not there, or does not let us do what a runner
     *     needs
     */
    public static OpenClawGatewayConnection open(
            HttpClient client, OpenClawGatewayEndpoint endpoint, Duration timeout)
            throws OpenClawGatewayException, InterruptedException {
        OpenClawGatewayConnection connection = new OpenClawGatewayConnection(endpoint);
        try {
            WebSocket socket =
                    client.newWebSocketBuilder()
                            .connectTimeout(timeout)
                            .buildAsync(endpoint.url(), connection.listener)
                            .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            synchronized (connection) {
                connection.sending.complete(socket);
            }
            connection.challenge.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            connection.server = OpenClawGatewayHandshake.introduce(connection, endpoint, timeout);
            return connection;
        } catch (ExecutionException e) {
            connection.close("it could not be reached");
            LOG.debug("{} cannot be reached", endpoint, e);
            throw OpenClawGatewayException.closed(
                    "%s cannot be reached: %s".formatted(endpoint, ConnectionErrors.of(e)));
        } catch (TimeoutException e) {
            connection.close("it did not answer");
            throw OpenClawGatewayException.closed(
                    "%s did not answer within %d s".formatted(endpoint, timeout.toSeconds()));
        } catch (OpenClawGatewayException e) {
            connection.close("it did not let us in");
            throw e;
        }
    }

    /** Where it leads; a Gateway of the runner's own has another for each of its processes. */
    OpenClawGatewayEndpoint endpoint() {
        return endpoint;
    }

    /** Identifies the process of the Gateway. */
    String bootId() {
        return server.bootId();
    }

    /** Of OpenClaw; empty if it did not say. */
    String version() {
        return server.version();
    }

    /** Completes with a reason when the connection is gone. */
    CompletableFuture<String> closed() {
        return closed.copy();
    }

    /** For how long nothing was received. */
    Duration silence() {
        return listener.silence();
    }

    /** Passes on the events of one run. */
    void listen(String runId, Consumer<JsonNode> runListener) {
        runListeners.put(runId, runListener);
    }

    void unlisten(String runId) {
        runListeners.remove(runId);
    }

    /**
     * Sends a request that is answered once, and waits for the answer.
     *
     * @return the payload
     */
    public JsonNode call(String method, ObjectNode params, Duration timeout)
            throws OpenClawGatewayException, InterruptedException {
        return call(method, params, timeout, new CancellationToken());
    }

    /**
     * Sends a request that is answered once, and waits for the answer until that is cancelled.
     *
     * @return the payload
     */
    JsonNode call(
            String method, ObjectNode params, Duration timeout, CancellationToken cancellation)
            throws OpenClawGatewayException, InterruptedException {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        String id = send(method, params, PendingReplies.once(answer));
        try {
            CompletableFuture.anyOf(answer, cancellation.future())
                    .get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (!answer.isDone()) {
                throw OpenClawGatewayException.closed(
                        method + " was given up: " + cancellation.reason());
            }
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OpenClawGatewayException known) {
                throw known;
            }
            throw OpenClawGatewayException.closed(ConnectionErrors.of(e));
        } catch (TimeoutException e) {
            throw OpenClawGatewayException.closed(
                    "%s was not answered within %d s".formatted(method, timeout.toSeconds()));
        } finally {
            replies.forget(id);
        }
    }

    /**
     * Requests a run. Both its answers are passed on as they are. When the connection is gone, that
     * is passed on as a frame with the code {@link OpenClawGatewayException#CLOSED}.
     */
    public void run(ObjectNode params, Consumer<JsonNode> frames) {
        send("agent", params, PendingReplies.untilFinal(frames));
    }

    private String send(String method, ObjectNode params, PendingReplies.Reply reply) {
        String id = replies.add(reply);
        ObjectNode frame = object().put("type", "req").put("id", id).put("method", method);
        frame.set("params", params);
        if (closed.isDone() || replies.isFull()) {
            replies.fail(id, closed.getNow("too many requests are waiting"));
            return id;
        }
        // A WebSocket sends one message at a time.
        synchronized (this) {
            sending =
                    sending.thenCompose(socket -> socket.sendText(frame.toString(), true))
                            .whenComplete((sent, failure) -> {
                                if (failure != null) {
                                    close(
                                            "it could not be written to: "
                                                    + ConnectionErrors.of(failure));
                                }
                            });
        }
        if (closed.isDone()) {
            replies.fail(id, closed.getNow(""));
        }
        return id;
    }

    /** Ends the connection; whoever waits for an answer is told why. */
    public void close(String reason) {
        if (closed.complete(reason)) {
            synchronized (this) {
                sending.thenAccept(WebSocket::abort);
                sending.completeExceptionally(OpenClawGatewayException.closed(reason));
            }
            replies.failAll(reason);
        }
    }

    private void receive(String message) {
        JsonNode frame;
        try {
            frame = JSON.readTree(message);
        } catch (JsonProcessingException e) {
            close("it sent what is no JSON");
            return;
        }
        switch (frame.path("type").asText()) {
            case "event" -> receiveEvent(frame.path("event").asText(), frame.path("payload"));
            case "res" -> replies.complete(frame);
            default -> LOG.debug("the gateway sent {}", frame.path("type"));
        }
    }

    private void receiveEvent(String name, JsonNode payload) {
        if (name.equals("connect.challenge")) {
            challenge.complete(payload);
        } else if (name.equals("agent") || name.equals("chat")) {
            Consumer<JsonNode> runListener = runListeners.get(payload.path("runId").asText());
            if (runListener != null) {
                runListener.accept(payload);
            }
        }
    }
}
