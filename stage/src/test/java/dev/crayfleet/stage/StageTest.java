package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.kafka.KafkaSettings;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StageTest {
    @Test
    void startsWithItsSettingsAndAnswersHealth() throws Exception {
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
    void takesAnyPortWhereItsOwnIsTaken() throws Exception {
        try (ServerSocket other = listening(0);
                ApplicationContext context =
                        Stage.start("test", DefaultPort.orAny(other.getLocalPort()), Map.of())) {
            assertThat(port(context)).isPositive().isNotEqualTo(other.getLocalPort());
        }
    }

    @Test
    void takesAnyPortWhereItsOwnIsTakenJustBeforeIt() throws Exception {
        int port = free();
        AtomicReference<@Nullable ServerSocket> other = new AtomicReference<>();
        try (ApplicationContext context =
                Stage.start(
                        "test",
                        DefaultPort.orAny(port),
                        Map.of(),
                        begun -> takeOnce(other, port))) {
            assertThat(port(context)).isPositive().isNotEqualTo(port);
        } finally {
            close(other.get());
        }
    }

    @Test
    void whoMustHaveItsPortDoesNotStartWithAnother() throws Exception {
        try (ServerSocket other = listening(0)) {
            assertThatThrownBy(() ->
                            Stage.start("test", DefaultPort.of(other.getLocalPort()), Map.of()))
                    .hasMessageContaining(Integer.toString(other.getLocalPort()));
        }
    }

    @Test
    void takesItsPortWhereThatIsFree() throws Exception {
        int port = free();
        try (ApplicationContext context = Stage.start("test", DefaultPort.orAny(port), Map.of())) {
            assertThat(port(context)).isEqualTo(port);
        }
    }

    private static int port(ApplicationContext context) {
        return context.getBean(EmbeddedServer.class).getPort();
    }

    private static int free() throws IOException {
        try (ServerSocket free = listening(0)) {
            return free.getLocalPort();
        }
    }

    private static ServerSocket listening(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    private static void takeOnce(AtomicReference<@Nullable ServerSocket> place, int port) {
        if (place.get() == null) {
            try {
                place.set(listening(port));
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
