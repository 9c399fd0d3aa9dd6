package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The health check of the images. */
class HealthyScriptTest {
    private static final Path ROOT = Path.of(System.getProperty("crayfleet.root", ".."));

    @TempDir private Path folder;

    /** The images have no curl: a few lines of bash ask instead. */
    @Test
    void theHealthCheckBelievesWhatTheServiceSays() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<Integer> answers = List.of(200, 503);
        List<Integer> asked = new ArrayList<>();
        server.createContext(
                "/health",
                exchange -> {
                    int status = answers.get(asked.size());
                    asked.add(status);
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
        String port = Integer.toString(server.getAddress().getPort());
        try {
            assertThat(healthy(port)).isZero();
            assertThat(healthy(port)).isNotZero();
        } finally {
            server.stop(0);
        }
        assertThat(healthy(port)).isNotZero();
        assertThat(asked).isEqualTo(answers);
    }

    /** The small Discord is only of use once it has said how to log in. */
    @Test
    void theHealthCheckWaitsForAFile() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/page",
                exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        String port = Integer.toString(server.getAddress().getPort());
        Path file = folder.resolve("1.env");
        try {
            assertThat(healthy("", port, "/page", file.toString())).isNotZero();
            Files.writeString(file, "A=b");
            assertThat(healthy("", port, "/page", file.toString())).isZero();
            assertThat(healthy("", port, "/other", file.toString())).isNotZero();
        } finally {
            server.stop(0);
        }
    }

    private int healthy(String port, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        words.add("bash");
        words.add(ROOT.resolve("deploy/healthy").toAbsolutePath().toString());
        words.addAll(List.of(arguments));
        return ComposeConfig.run(
                words, Map.of("MICRONAUT_SERVER_PORT", port), folder.resolve("healthy.txt"));
    }
}
