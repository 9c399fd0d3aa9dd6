package dev.crayfleet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.emulator.EmulatedMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of a cluster of eight agents, started by one command, with the demo agent. */
class ExampleClusterIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(120);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;

    @Test
    void anAnswerComesBackFromTwoAgentsFurtherOn() throws Exception {
        Path example =
                Path.of(System.getProperty("crayfleet.root", ".."), "deploy/examples/atomizer");
        copy(example, folder);
        try (LocalFleet fleet =
                LocalFleet.start(
                        LocalOptions.in(folder).with("crayfleet.runner.executor", "demo"))) {
            EmulatedMessage asked =
                    fleet.emulator()
                            .postAs(
                                    fleet.emulator().newUserToken("Ada"),
                                    "task-queue",
                                    "manager, ask the tech-lead to have the auditor review the budget");
            String id = "discord-" + asked.id();
            await().atMost(TIMEOUT).until(() -> !results(fleet, id).isEmpty());
            assertThat(results(fleet, id)).hasSize(1).first().asString().contains("auditor says");
            JsonNode manager = task(fleet, id);
            JsonNode techLead = task(fleet, id + "-d1-1");
            JsonNode auditor = task(fleet, id + "-d1-1-d1-1");
            assertThat(List.of(manager, techLead, auditor))
                    .extracting(each -> each.path("pool").asText())
                    .containsExactly("manager", "tech-lead", "auditor");
            assertThat(List.of(manager, techLead, auditor))
                    .extracting(each -> each.path("state").asText())
                    .containsOnly("succeeded");
        }
    }

    private static List<String> results(LocalFleet fleet, String id) {
        return fleet.emulator().messages("results").stream()
                .map(EmulatedMessage::content)
                .filter(each -> each.contains(id + " by"))
                .toList();
    }

    private static JsonNode task(LocalFleet fleet, String id) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create(fleet.fleetFile().dispatcherUrl() + "/tasks/" + id))
                        .header("Authorization", "Bearer " + fleet.fleetFile().token())
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            all.filter(Files::isRegularFile)
                    .forEach(each -> {
                        try {
                            Path target = to.resolve(from.relativize(each).toString());
                            Files.createDirectories(target.getParent());
                            Files.copy(each, target);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }
}
