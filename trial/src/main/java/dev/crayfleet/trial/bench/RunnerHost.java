package dev.crayfleet.trial.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.crayfleet.runner.RunnerApp;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs real runners in this process, one after the other, each started by a request. So a runner
 * starts in a warm JVM; otherwise a short backlog would measure the start of a JVM.
 */
public final class RunnerHost {
    private @Nullable ApplicationContext runner;

    private RunnerHost() {}

    public static void main(String[] args) throws IOException {
        RunnerHost host = new RunnerHost();
        int port = Integer.getInteger("micronaut.server.port", 0);
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/health", exchange -> answer(exchange, () -> {}));
        server.createContext(
                "/join",
                exchange -> answer(exchange, () -> host.join(exchange.getRequestURI().getQuery())));
        server.createContext("/leave", exchange -> answer(exchange, host::leave));
        server.start();
    }

    /** Starts a runner of this name; its other settings are those of this process. */
    private synchronized void join(String id) {
        leave();
        runner = RunnerApp.start(Map.of("crayfleet.runner.id", id, "micronaut.server.port", -1));
    }

    /** Drains and stops the runner. */
    private synchronized void leave() {
        if (runner != null) {
            runner.close();
            runner = null;
        }
    }

    private static void answer(HttpExchange exchange, Runnable work) throws IOException {
        int status = 200;
        byte[] body = new byte[0];
        try {
            work.run();
        } catch (RuntimeException e) {
            status = 500;
            body = String.valueOf(e).getBytes(StandardCharsets.UTF_8);
        }
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
