package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.kafka.fleet.BearerToken;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetTokenTest {
    private static final String TOKEN = BearerToken.random();
    private static final LocalFleetFile LOCAL =
            new LocalFleetFile(
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    "127.0.0.1:1",
                    "http://127.0.0.1:8080",
                    "http://127.0.0.1:8081",
                    "http://127.0.0.1:8083",
                    null,
                    TOKEN,
                    null,
                    1);

    @TempDir private Path folder;

    @Test
    void theEnvironmentsComesFirst() {
        Path file = LocalFleetFile.writeToken(folder, TOKEN);
        assertThat(
                        FleetToken.find(
                                "https://fleet.example",
                                Map.of(
                                        "CRAYFLEET_TOKEN",
                                        " mine ",
                                        "CRAYFLEET_TOKEN_FILE",
                                        file.toString()),
                                LOCAL))
                .hasValue("mine");
        assertThat(
                        FleetToken.find(
                                "https://fleet.example",
                                Map.of("CRAYFLEET_TOKEN_FILE", file.toString()),
                                null))
                .hasValue(TOKEN);
        assertThatThrownBy(() ->
                        FleetToken.find("x", Map.of("CRAYFLEET_TOKEN", "a\r\nHost: b"), LOCAL))
                .hasMessageStartingWith("CRAYFLEET_TOKEN is no token");
        assertThatThrownBy(() ->
                        FleetToken.find(
                                "x",
                                Map.of("CRAYFLEET_TOKEN_FILE", folder.resolve("no").toString()),
                                LOCAL))
                .hasMessageStartingWith("there is no file ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://127.0.0.1:8080", "http://127.0.0.1:8081/", "http://localhost:8083"})
    void aLocalFleetGetsItsOwn(String url) {
        assertThat(FleetToken.find(url, Map.of(), LOCAL)).hasValue(TOKEN);
        assertThat(FleetToken.find(url, Map.of(), null)).isEmpty();
        assertThat(FleetToken.find(url, Map.of(), LOCAL.withToken(null))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://fleet.example:8080",
                "http://127.0.0.1:8090",
                "http://127.0.0.1.fleet.example:8080",
                "http://127.0.0.1:8080@fleet.example:8080",
                "no address"
            })
    void nobodyElseGetsIt(String url) {
        assertThat(FleetToken.find(url, Map.of(), LOCAL)).isEmpty();
    }
}
