package dev.crayfleet.agents.keys;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A provider's endpoint on loopback that does what a test says. */
final class StubEndpoint implements AutoCloseable {
    /** What it does with a request. */
    interface Script {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    /** What it was asked. */
    record Seen(String method, URI uri, Headers headers) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Seen> requests = new CopyOnWriteArrayList<>();
    private volatile Script script =
            exchange -> {
                exchange.getRequestBody().readAllBytes();
                send(exchange, 200, "application/json", "{\"ok\":true}");
            };

    StubEndpoint() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        requests.add(
                                new Seen(
                                        exchange.getRequestMethod(),
                                        exchange.getRequestURI(),
                                        exchange.getRequestHeaders()));
                        script.answer(exchange);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        server.start();
    }

    static void send(HttpExchange exchange, int status, String type, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    void script(Script next) {
        script = next;
    }

    List<Seen> requests() {
        return requests;
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
