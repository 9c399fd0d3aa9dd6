package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.fleet.BearerToken;
import dev.crayfleet.kafka.fleet.TokenFile;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageTest {
    @Test
    void startsWithTheCallersSettingsAndAnswersHealth() throws Exception {
        try (ApplicationContext context =
                        Stage.start(
                                "test",
                                DefaultPort.of(0),
                                Map.of(
                                        "kafka.bootstrap.servers",
                                        "127.0.0.1:1",
                                        "crayfleet.lanes",
                                        3));
                HttpClient http = HttpClient.newHttpClient()) {
            assertThat(context.getBean(KafkaSettings.class).lanes()).isEqualTo(3);
            assertThat(context.getBean(KafkaSettings.class).bootstrap()).isEqualTo("127.0.0.1:1");
            URI health = context.getBean(EmbeddedServer.class).getURI().resolve("/health");
            assertThat(
                            http.send(
                                            HttpRequest.newBuilder(health).build(),
                                            BodyHandlers.ofString())
                                    .body())
                    .contains("\"status\":\"UP\"");
        }
    }

    @Test
    void isDownWithinSecondsWhileKafkaIsAway() throws Exception {
        try (ApplicationContext context =
                        Stage.start(
                                "test",
                                DefaultPort.of(0),
                                Map.of("kafka.bootstrap.servers", "127.0.0.1:1"));
                HttpClient http = HttpClient.newHttpClient()) {
            URI health = context.getBean(EmbeddedServer.class).getURI().resolve("/health");
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(10)).build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("\"kafka\":{").contains("\"status\":\"DOWN\"");
            assertThat(threads()).contains("crayfleet-test-health");
        }
        assertThat(threads()).doesNotContain("kafka-admin-client");
    }

    @Test
    void noAdminClientIsMadeWhereNobodyAsksForHealth() {
        try (ApplicationContext context = Stage.start("test", DefaultPort.of(0), Map.of())) {
            assertThat(port(context)).isPositive();
            assertThat(threads()).doesNotContain("kafka-admin-client");
        }
        // Micronaut's own would have been made by the stop, and be left behind.
        assertThat(threads()).doesNotContain("kafka-admin-client");
    }

    @Test
    void takesAnyPortWhereItsOwnIsTaken() throws Exception {
        try (ServerSocket other = listening(0);
                ApplicationContext context =
                        Stage.start("test", DefaultPort.orAny(other.getLocalPort()), Map.of())) {
            assertThat(port(context)).isPositive().isNotEqualTo(other.getLocalPort());
        }
    }

    @Test
    void takesAnyPortWhereItsOwnIsTakenDuringTheStart() throws Exception {
        int port = freePort();
        AtomicReference<@Nullable ServerSocket> other = new AtomicReference<>();
        try (ApplicationContext context =
                Stage.start(
                        "test",
                        DefaultPort.orAny(port),
                        Map.of(),
                        started -> takeOnce(other, port))) {
            assertThat(port(context)).isPositive().isNotEqualTo(port);
        } finally {
            close(other.get());
        }
    }

    @Test
    void aStageThatNeedsItsPortDoesNotStartOnAnother() throws Exception {
        try (ServerSocket other = listening(0)) {
            assertThatThrownBy(() ->
                            Stage.start("test", DefaultPort.of(other.getLocalPort()), Map.of()))
                    .hasMessageStartingWith(
                            "test cannot listen on 127.0.0.1:%d: ".formatted(other.getLocalPort()))
                    .hasMessageContaining("MICRONAUT_SERVER_PORT");
        }
    }

    @Test
    void nothingListensBeyondLoopbackWithoutAToken() {
        assertThatThrownBy(() ->
                        Stage.start(
                                "test",
                                DefaultPort.of(0),
                                Map.of("micronaut.server.host", "0.0.0.0")))
                .hasMessageStartingWith("it is to listen on \"0.0.0.0\"")
                .hasMessageContaining("crayfleet token create NAME");
    }

    @Test
    void noListenerOfAnotherNameDoesEither() {
        for (String host : new String[] {"", "0.0.0.0"}) {
            Map<String, Object> settings = new HashMap<>();
            settings.put("micronaut.server.netty.listeners.other.port", -1);
            if (!host.isEmpty()) {
                settings.put("micronaut.server.netty.listeners.other.host", host);
            }
            assertThatThrownBy(() -> Stage.start("test", DefaultPort.of(0), settings))
                    .hasMessageStartingWith("it is to listen on \"%s\"".formatted(host));
        }
    }

    @Test
    void aHostThatIsNotThisMachinesIsNamed(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("token"), TokenFile.content(BearerToken.random()));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() ->
                        Stage.start(
                                "test",
                                DefaultPort.of(0),
                                Map.of(
                                        "micronaut.server.host",
                                        "192.0.2.1",
                                        "crayfleet.http.token-file",
                                        file.toString())))
                .hasMessageStartingWith("test cannot listen on 192.0.2.1:")
                .hasMessageContaining("MICRONAUT_SERVER_HOST");
    }

    @Test
    void takesItsDefaultPortWhereThatIsFree() throws Exception {
        int port = freePort();
        try (ApplicationContext context = Stage.start("test", DefaultPort.orAny(port), Map.of())) {
            assertThat(port(context)).isEqualTo(port);
        }
    }

    private static String threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .collect(Collectors.joining(" "));
    }

    private static int port(ApplicationContext context) {
        return context.getBean(EmbeddedServer.class).getPort();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = listening(0)) {
            return socket.getLocalPort();
        }
    }

    private static ServerSocket listening(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    private static void takeOnce(AtomicReference<@Nullable ServerSocket> taken, int port) {
        if (taken.get() == null) {
            try {
                taken.set(listening(port));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void close(@Nullable ServerSocket socket) throws IOException {
        if (socket != null) {
            socket.close();
        }
    }
}
