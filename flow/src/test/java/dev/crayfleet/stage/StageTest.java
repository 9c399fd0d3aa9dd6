package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.flow.KafkaSettings;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageTest {
    @Test
    void startsWithItsSettingsAndAnswersHealth() throws Exception {
        try (ApplicationContext context =
                        Stage.start(
                                "test",
                                0,
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
        int port;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = other.getLocalPort();
            assertThat(Stage.orAny(port)).isZero();
        }
        assertThat(Stage.orAny(port)).isEqualTo(port);
    }
}
