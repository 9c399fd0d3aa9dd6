package dev.crayfleet.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * An OpenAI-compatible model on loopback: answers {@code POST /v1/chat/completions} by a script,
 * and remembers what it was asked last. Every turn costs 180 tokens in and 61 out. Safe for use by
 * many threads.
 */
public final class StubModel implements AutoCloseable {
    /** Tokens of each turn. */
    public static final int INPUT = 180;

    public static final int OUTPUT = 61;

    /** Requests are long; so many are kept. */
    private static final int REMEMBERED = 100;

    private static final String INTERNAL = "<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a turn comes to. */
    public sealed interface Turn {
        record Says(String text) implements Turn {}

        /** Calls OpenClaw's {@code write} tool. */
        record Writes(String path, String content) implements Turn {}

        /** Says nothing until the model is closed. */
        record Hangs() implements Turn {}

        /** Takes its time, then goes on. */
        record Waits(Duration time, Turn then) implements Turn {}

        record Fails(int status, String message) implements Turn {}

        /** Answers 200 with what is no answer. */
        record Babbles() implements Turn {}

        /** Ends the connection in the middle of an answer. */
        record Dies() implements Turn {}

        /** Calls a tool that takes a path and nothing else. */
        record Looks(String tool, String path) implements Turn {}

        /** Calls OpenClaw's {@code exec} tool. */
        record Executes(String command) implements Turn {}
    }

    /**
     * What was asked.
     *
     * @param text of the last message by the user
     * @param afterTool whether a tool has answered since
     * @param body the whole request
     */
    public record Asked(String text, boolean afterTool, JsonNode body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<Asked> asked = new ArrayDeque<>();
    private volatile Function<Asked, Turn> script;

    private StubModel(HttpServer server, Function<Asked, Turn> script) {
        this.server = server;
        this.script = script;
    }

    /** Starts on a free port of loopback. */
    public static StubModel start(Function<Asked, Turn> script) {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            StubModel model = new StubModel(server, script);
            server.setExecutor(model.threads);
            server.createContext("/v1/chat/completions", model::answer);
            server.start();
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A script that writes RESULT.txt first and then says so. */
    public static Function<Asked, Turn> writing(String result) {
        return ask ->
                ask.afterTool()
                        ? new Turn.Says("I have written the result.")
                        : new Turn.Writes("RESULT.txt", result);
    }

    public static Function<Asked, Turn> saying(String text) {
        return ask -> new Turn.Says(text);
    }

    public void script(Function<Asked, Turn> next) {
        this.script = next;
    }

    /** {@code http://127.0.0.1:port/v1}. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    /** The last hundred requests, oldest first. */
    public List<Asked> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    private void remember(Asked ask) {
        synchronized (asked) {
            asked.add(ask);
            if (asked.size() > REMEMBERED) {
                asked.remove();
            }
        }
    }

    /**
     * An openclaw.json with two models at this one: {@code primary} (stub/kimi, which thinks) and
     * {@code cheap} (stub/flash, which does not). Prices are per 1,000 tokens, as users have them.
     */
    public String openclawJson() {
        return """
        {
          // Made for a test: the model answers from %1$s.
          "models": {"providers": {"stub": {
            "baseUrl": "%1$s", "apiKey": "unused", "api": "openai-completions",
            "models": [
              {"id": "kimi", "name": "Kimi", "reasoning": true, "contextWindow": 200000, "maxTokens": 8192,
               "cost": {"input": 0.00045, "output": 0.00225, "cacheRead": 0.00007, "cacheWrite": 0}},
              {"id": "flash", "name": "Flash", "reasoning": false, "contextWindow": 200000, "maxTokens": 8192,
               "cost": {"input": 0.0001, "output": 0.0003, "cacheRead": 0, "cacheWrite": 0}},
            ]}}},
          "agents": {"defaults": {
            "model": {"primary": "stub/kimi"},
            "models": {"stub/kimi": {"alias": "primary"}, "stub/flash": {"alias": "cheap"}},
            "skipBootstrap": true, "heartbeat": {"every": "0m"}}},
          "plugins": {"enabled": false},
          "tools": {"profile": "coding"}
        }
        """
                .formatted(baseUrl());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
            Asked ask = asked(body);
            remember(ask);
            play(exchange, body.path("stream").asBoolean(false), script.apply(ask));
        }
    }

    private void play(HttpExchange exchange, boolean stream, Turn turn) throws IOException {
        switch (turn) {
            case Turn.Says says -> {
                ObjectNode message = JSON.createObjectNode().put("role", "assistant");
                message.put("content", says.text());
                send(exchange, stream, message, "stop");
            }
            case Turn.Writes writes -> {
                ObjectNode arguments = JSON.createObjectNode();
                arguments.put("path", writes.path()).put("content", writes.content());
                send(exchange, stream, toolCall("write", arguments), "tool_calls");
            }
            case Turn.Looks looks -> {
                ObjectNode arguments = JSON.createObjectNode().put("path", looks.path());
                send(exchange, stream, toolCall(looks.tool(), arguments), "tool_calls");
            }
            case Turn.Executes executes -> {
                ObjectNode arguments = JSON.createObjectNode().put("command", executes.command());
                send(exchange, stream, toolCall("exec", arguments), "tool_calls");
            }
            case Turn.Babbles babbles -> {
                byte[] bytes = "data: {{{ no JSON\n\n".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
            case Turn.Dies dies -> {
                // Less than was promised.
                exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, 1_000);
                exchange.getResponseBody().write("data: ".getBytes(StandardCharsets.UTF_8));
            }
            case Turn.Hangs hangs -> await(Duration.ofMinutes(10));
            case Turn.Waits waits -> {
                await(waits.time());
                play(exchange, stream, waits.then());
            }
            case Turn.Fails fails -> {
                ObjectNode error = JSON.createObjectNode();
                error.putObject("error").put("message", fails.message()).put("type", "stub");
                byte[] bytes = JSON.writeValueAsBytes(error);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                if (fails.status() == 429) {
                    exchange.getResponseHeaders().add("Retry-After", "90");
                }
                exchange.sendResponseHeaders(fails.status(), bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }
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

    private static ObjectNode toolCall(String name, ObjectNode arguments) throws IOException {
        ObjectNode message = JSON.createObjectNode().put("role", "assistant");
        ObjectNode call = message.putArray("tool_calls").addObject();
        call.put("index", 0).put("id", "call_1").put("type", "function");
        call.putObject("function")
                .put("name", name)
                .put("arguments", JSON.writeValueAsString(arguments));
        return message;
    }

    private static void send(
            HttpExchange exchange, boolean stream, ObjectNode message, String finish)
            throws IOException {
        if (!stream) {
            ObjectNode whole = envelope("chat.completion");
            ObjectNode choice = whole.putArray("choices").addObject().put("index", 0);
            choice.set("message", message);
            choice.put("finish_reason", finish);
            whole.set("usage", usage());
            byte[] bytes = JSON.writeValueAsBytes(whole);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            return;
        }
        ObjectNode delta = envelope("chat.completion.chunk");
        delta.putArray("choices").addObject().put("index", 0).set("delta", message);
        ObjectNode end = envelope("chat.completion.chunk");
        ObjectNode last = end.putArray("choices").addObject().put("index", 0);
        last.putObject("delta");
        last.put("finish_reason", finish);
        ObjectNode usage = envelope("chat.completion.chunk");
        usage.putArray("choices");
        usage.set("usage", usage());
        // At once: pieces would wait for each other's acknowledgements, and a model's time is not
        // what is measured or tested here.
        byte[] bytes =
                (event(delta) + event(end) + event(usage) + "data: [DONE]\n\n")
                        .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static ObjectNode envelope(String object) {
        return JSON.createObjectNode()
                .put("id", "chatcmpl-stub")
                .put("object", object)
                .put("created", 1)
                .put("model", "stub");
    }

    private static ObjectNode usage() {
        return JSON.createObjectNode()
                .put("prompt_tokens", INPUT)
                .put("completion_tokens", OUTPUT)
                .put("total_tokens", INPUT + OUTPUT);
    }

    private static String event(ObjectNode data) {
        return "data: " + data + "\n\n";
    }

    /** What OpenClaw adds as a message of its own after every turn is not the user's. */
    private static Asked asked(JsonNode body) {
        String text = "";
        boolean afterTool = false;
        for (JsonNode message : body.path("messages")) {
            String role = message.path("role").asText();
            String content = text(message.path("content"));
            if (role.equals("user") && !content.startsWith(INTERNAL)) {
                text = content;
                afterTool = false;
            } else if (role.equals("tool")) {
                afterTool = true;
            }
        }
        return new Asked(text, afterTool, body);
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText("")));
        return text.toString();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
