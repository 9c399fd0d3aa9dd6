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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a Gateway, protocol 4. Safe for use by many threads. A request may be answered
 * twice, accepted and final; messages come in parts, and answers in any order.
 */
public final class GatewayConnection {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayConnection.class);
    private static final int PROTOCOL = 4;

    /** The Gateway sends at most 25 MiB; what is longer is no answer of it. */
    private static final int LONGEST_MESSAGE = 32 * 1024 * 1024;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final PendingReplies replies = new PendingReplies();
    private final Map<String, Consumer<JsonNode>> listeners = new ConcurrentHashMap<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final CompletableFuture<JsonNode> challenge = new CompletableFuture<>();
    private final StringBuilder parts = new StringBuilder();
    private volatile long lastHeard = System.nanoTime();
    private volatile String bootId = "";
    private CompletableFuture<WebSocket> sending = new CompletableFuture<>();

    private GatewayConnection() {}

    /** An empty object, for parameters. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /**
     * Connects and introduces itself.
     *
     * @throws GatewayException if it is not there, or does not let us do what a runner needs
     */
    public static GatewayConnection open(
            HttpClient client, GatewayEndpoint endpoint, Duration limit)
            throws GatewayException, InterruptedException {
        GatewayConnection connection = new GatewayConnection();
        try {
            WebSocket socket =
                    client.newWebSocketBuilder()
                            .connectTimeout(limit)
                            .buildAsync(endpoint.url(), connection.new Ear())
                            .get(limit.toNanos(), TimeUnit.NANOSECONDS);
            synchronized (connection) {
                connection.sending.complete(socket);
            }
            connection.challenge.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            connection.introduce(endpoint, limit);
            return connection;
        } catch (ExecutionException e) {
            connection.close("it could not be reached");
            throw GatewayException.closed(
                    "%s cannot be reached: %s".formatted(endpoint, rootMessage(e)));
        } catch (TimeoutException e) {
            connection.close("it did not answer");
            throw GatewayException.closed(
                    "%s did not answer within %d s".formatted(endpoint, limit.toSeconds()));
        } catch (GatewayException e) {
            connection.close("it did not let us in");
            throw e;
        }
    }

    private void introduce(GatewayEndpoint endpoint, Duration limit)
            throws GatewayException, InterruptedException {
        ObjectNode hello = object().put("minProtocol", PROTOCOL).put("maxProtocol", PROTOCOL);
        hello.putObject("client")
                .put("id", "gateway-client")
                .put("version", "1.0.0")
                .put("platform", System.getProperty("os.name", "unknown").toLowerCase())
                .put("mode", "backend");
        hello.put("role", "operator");
        hello.putArray("scopes").add("operator.read").add("operator.write").add("operator.admin");
        hello.putArray("caps").add("tool-events");
        hello.putObject("auth").put("token", endpoint.token());
        JsonNode welcome = call("connect", hello, limit);
        boolean mayAll = false;
        for (JsonNode scope : welcome.path("auth").path("scopes")) {
            mayAll |= scope.asText().equals("operator.admin");
        }
        if (!mayAll) {
            throw GatewayException.of(
                    object().put("code", "FORBIDDEN")
                            .put(
                                    "message",
                                    "%s gives no rights to this runner: it does so only over loopback"
                                            .formatted(endpoint)));
        }
        bootId = welcome.path("server").path("bootId").asText("");
    }

    /** Which life of the Gateway this is. */
    String bootId() {
        return bootId;
    }

    /** Completes with a reason when the connection is gone. */
    CompletableFuture<String> closed() {
        return closed.copy();
    }

    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastHeard);
    }

    /** Tells the events of one run. */
    void listen(String runId, Consumer<JsonNode> listener) {
        listeners.put(runId, listener);
    }

    void unlisten(String runId) {
        listeners.remove(runId);
    }

    /**
     * Asks what is answered once.
     *
     * @return the payload
     */
    public JsonNode call(String method, ObjectNode params, Duration limit)
            throws GatewayException, InterruptedException {
        return call(method, params, limit, new CancellationToken());
    }

    /**
     * Asks what is answered once, and waits for as long as nobody says stop.
     *
     * @return the payload
     */
    JsonNode call(String method, ObjectNode params, Duration limit, CancellationToken stop)
            throws GatewayException, InterruptedException {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        String id = ask(method, params, PendingReplies.once(answer));
        try {
            CompletableFuture.anyOf(answer, stop.future())
                    .get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (!answer.isDone()) {
                throw GatewayException.closed(method + " was given up: " + stop.reason());
            }
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GatewayException known) {
                throw known;
            }
            throw GatewayException.closed(rootMessage(e));
        } catch (TimeoutException e) {
            throw GatewayException.closed(
                    "%s was not answered within %d s".formatted(method, limit.toSeconds()));
        } finally {
            replies.forget(id);
        }
    }

    /**
     * Asks for a run. Both its answers are handed on as they are, and that the connection is gone
     * as a frame of our own making, with the code {@link GatewayException#CLOSED}.
     */
    public void run(ObjectNode params, Consumer<JsonNode> frames) {
        ask("agent", params, PendingReplies.untilItEnds(frames));
    }

    private String ask(String method, ObjectNode params, PendingReplies.Reply reply) {
        String id = replies.add(reply);
        ObjectNode frame = object().put("type", "req").put("id", id).put("method", method);
        frame.set("params", params);
        if (closed.isDone() || replies.tooMany()) {
            replies.fail(id, closed.getNow("too many requests are waiting"));
            return id;
        }
        // One after another: a WebSocket sends one message at a time.
        synchronized (this) {
            sending =
                    sending.thenCompose(socket -> socket.sendText(frame.toString(), true))
                            .whenComplete((sent, failure) -> {
                                if (failure != null) {
                                    close("it could not be written to: " + failure.getMessage());
                                }
                            });
        }
        if (closed.isDone()) {
            replies.fail(id, closed.getNow(""));
        }
        return id;
    }

    /** Ends the connection; whoever waits for an answer is told why. */
    public void close(String why) {
        if (closed.complete(why)) {
            synchronized (this) {
                sending.thenAccept(WebSocket::abort);
                sending.completeExceptionally(GatewayException.closed(why));
            }
            replies.failAll(why);
        }
    }

    private void heard(String message) {
        JsonNode frame;
        try {
            frame = JSON.readTree(message);
        } catch (JsonProcessingException e) {
            close("it sent what is no JSON");
            return;
        }
        switch (frame.path("type").asText()) {
            case "event" -> event(frame.path("event").asText(), frame.path("payload"));
            case "res" -> replies.answered(frame);
            default -> LOG.debug("the gateway sent {}", frame.path("type"));
        }
    }

    private void event(String name, JsonNode payload) {
        if (name.equals("connect.challenge")) {
            challenge.complete(payload);
        } else if (name.equals("agent") || name.equals("chat")) {
            Consumer<JsonNode> listener = listeners.get(payload.path("runId").asText());
            if (listener != null) {
                listener.accept(payload);
            }
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    /** What the WebSocket tells; one call at a time. */
    private final class Ear implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            lastHeard = System.nanoTime();
            parts.append(data);
            if (parts.length() > LONGEST_MESSAGE) {
                close("it sent a message without end");
            } else if (last) {
                String whole = parts.toString();
                parts.setLength(0);
                heard(whole);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            close("it closed the connection (%d %s)".formatted(code, reason).strip());
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            close("the connection broke: " + rootMessage(error));
        }
    }
}
