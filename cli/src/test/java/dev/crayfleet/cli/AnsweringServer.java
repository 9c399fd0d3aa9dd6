package dev.crayfleet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A service of the fleet that answers what a test says. */
final class AnsweringServer implements AutoCloseable {
    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    record Answer(int status, String body) {}

    private AnsweringServer(HttpServer server) {
        this.server = server;
    }

    /**
     * @param answers by method and path, as in {@code GET /stop}; one after the other
     */
    static AnsweringServer start(Function<String, Answer> answers) {
        try {
            AnsweringServer started =
                    new AnsweringServer(
                            HttpServer.create(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            started.server.createContext(
                    "/",
                    exchange -> {
                        exchange.getRequestBody().readAllBytes();
                        String question =
                                exchange.getRequestMethod() + " " + exchange.getRequestURI();
                        started.asked.add(question);
                        Answer answer = answers.apply(question);
                        byte[] content = answer.body().getBytes(UTF_8);
                        exchange.sendResponseHeaders(answer.status(), content.length);
                        exchange.getResponseBody().write(content);
                        exchange.close();
                    });
            started.server.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Methods and paths. */
    List<String> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
