package dev.crayfleet.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Answers requests as a {@link Turn} says. Safe for use by many threads. */
final class TurnResponder {
    private static final Duration HANG_TIMEOUT = Duration.ofMinutes(10);
    private static final String EVENT_STREAM = "text/event-stream";
    private static final String JSON = "application/json";

    private final AnswerFormat format;
    private final CountDownLatch closed = new CountDownLatch(1);

    TurnResponder(AnswerFormat format) {
        this.format = format;
    }

    /**
     * @param stream whether the client asked for server-sent events
     * @throws IOException if the client has gone, or the model is closed while the turn waits
     */
    void respond(HttpExchange exchange, boolean stream, Turn turn) throws IOException {
        switch (turn) {
            case Turn.Says(String text) -> send(exchange, stream, format.text(stream, text));
            case Turn.Writes(String path, String content) ->
                    callTool(
                            exchange,
                            stream,
                            "write",
                            arguments().put("path", path).put("content", content));
            case Turn.CallsPathTool(String tool, String path) ->
                    callTool(exchange, stream, tool, arguments().put("path", path));
            case Turn.Executes(String command) ->
                    callTool(exchange, stream, "exec", arguments().put("command", command));
            case Turn.SendsInvalidJson _ ->
                    send(exchange, 200, EVENT_STREAM, bytes("data: {{{ no JSON\n\n"));
            case Turn.CutsConnection _ -> sendLessThanAnnounced(exchange);
            case Turn.Hangs _ -> await(HANG_TIMEOUT);
            case Turn.Waits(Duration time, Turn then) -> {
                await(time);
                respond(exchange, stream, then);
            }
            case Turn.Fails(int status, String message) -> fail(exchange, status, message);
        }
    }

    /** Ends all waits. */
    void close() {
        closed.countDown();
    }

    private void await(Duration time) throws IOException {
        try {
            if (closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the model is closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static ObjectNode arguments() {
        return CompletionJson.MAPPER.createObjectNode();
    }

    private void callTool(HttpExchange exchange, boolean stream, String tool, ObjectNode arguments)
            throws IOException {
        send(exchange, stream, format.toolCall(stream, tool, arguments));
    }

    private static void send(HttpExchange exchange, boolean stream, byte[] answer)
            throws IOException {
        // In one write: separate ones would wait for each other's acknowledgements, and the
        // model's own time is not what is measured or tested here.
        send(exchange, 200, stream ? EVENT_STREAM : JSON, answer);
    }

    private void fail(HttpExchange exchange, int status, String message) throws IOException {
        if (status == 429) {
            exchange.getResponseHeaders().add("Retry-After", "90");
        }
        send(exchange, status, JSON, format.error(message));
    }

    private static void sendLessThanAnnounced(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", EVENT_STREAM);
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write(bytes("data: "));
    }

    private static void send(HttpExchange exchange, int status, String contentType, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().add("Content-Type", contentType);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
