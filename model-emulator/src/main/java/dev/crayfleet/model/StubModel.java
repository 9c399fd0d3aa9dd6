package dev.crayfleet.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A model on loopback that speaks as OpenAI's and Anthropic's do: answers {@code POST
 * /v1/chat/completions} and {@code /v1/messages} by a script and keeps the last requests. Every
 * turn costs 180 tokens in and 61 out. Safe for use by many threads.
 */
public final class StubModel implements AutoCloseable {
    /** What each turn costs. */
    public static final int INPUT_TOKENS = 180;

    public static final int OUTPUT_TOKENS = 61;

    /** A request holds a whole conversation, so older ones are dropped. */
    private static final int MAX_REQUESTS = 100;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final TurnResponder completions = new TurnResponder(new CompletionJson());
    private final TurnResponder messages = new TurnResponder(new MessageJson());
    private final Deque<ModelRequest> lastRequests = new ArrayDeque<>();
    private volatile Function<ModelRequest, Turn> script;

    private StubModel(HttpServer server, Function<ModelRequest, Turn> script) {
        this.server = server;
        this.script = script;
    }

    /**
     * Starts on a free port of loopback.
     *
     * @throws UncheckedIOException if there is none
     */
    public static StubModel start(Function<ModelRequest, Turn> script) {
        return start(0, script);
    }

    /**
     * @param port of loopback; 0 for one that is free
     * @throws UncheckedIOException if it is taken
     */
    public static StubModel start(int port, Function<ModelRequest, Turn> script) {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
            StubModel model = new StubModel(server, script);
            server.setExecutor(model.threads);
            server.createContext(
                    "/v1/chat/completions", exchange -> model.answer(exchange, model.completions));
            server.createContext(
                    "/v1/messages", exchange -> model.answer(exchange, model.messages));
            server.start();
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A script that writes RESULT.txt first and then says so. */
    public static Function<ModelRequest, Turn> writing(String result) {
        return request ->
                request.afterTool()
                        ? new Turn.Says("I have written the result.")
                        : new Turn.Writes("RESULT.txt", result);
    }

    /** A script that answers every request with the same text. */
    public static Function<ModelRequest, Turn> saying(String text) {
        return request -> new Turn.Says(text);
    }

    /** Replaces the script, also for agents that are at work. */
    public void script(Function<ModelRequest, Turn> next) {
        this.script = next;
    }

    /** {@code http://127.0.0.1:port/v1}. */
    public URI baseUrl() {
        return baseUrl(server.getAddress().getPort());
    }

    private static URI baseUrl(int port) {
        return URI.create("http://127.0.0.1:" + port + "/v1");
    }

    /** The last hundred requests, oldest first. */
    public List<ModelRequest> requests() {
        synchronized (lastRequests) {
            return List.copyOf(lastRequests);
        }
    }

    private void remember(ModelRequest request) {
        synchronized (lastRequests) {
            lastRequests.add(request);
            if (lastRequests.size() > MAX_REQUESTS) {
                lastRequests.remove();
            }
        }
    }

    /**
     * An openclaw.json with two models, both answered by this one: {@code primary} (stub/kimi,
     * which thinks) and {@code cheap} (stub/flash, which does not). Prices are in dollars per 1,000
     * tokens.
     */
    public String openclawJson() {
        return openclawJson(server.getAddress().getPort());
    }

    /** The same for a model that is going to listen there. */
    public static String openclawJson(int port) {
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
                .formatted(baseUrl(port));
    }

    private void answer(HttpExchange exchange, TurnResponder responder) throws IOException {
        try (exchange) {
            JsonNode body =
                    CompletionJson.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
            ModelRequest request = ModelRequest.of(body, key(exchange));
            remember(request);
            boolean stream = body.path("stream").asBoolean(false);
            responder.respond(exchange, stream, script.apply(request));
        }
    }

    private static String key(HttpExchange exchange) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String key = exchange.getRequestHeaders().getFirst("x-api-key");
        return authorization != null
                ? authorization.replaceFirst("^Bearer ", "")
                : key == null ? "" : key;
    }

    @Override
    public void close() {
        completions.close();
        messages.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
