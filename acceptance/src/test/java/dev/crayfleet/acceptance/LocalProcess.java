package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.cli.LocalFleetFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code ./crayfleet local} in a process of its own, as a user runs it. */
final class LocalProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START_TIMEOUT = Duration.ofSeconds(150);

    private final Process process;
    private final Path folder;
    private final Path output;
    private final HttpClient http = HttpClient.newHttpClient();

    private LocalProcess(Process process, Path folder, Path output) {
        this.process = process;
        this.folder = folder;
        this.output = output;
    }

    /** Starts it in a folder and waits until it prints READY. */
    static LocalProcess start(Path folder, String... arguments) throws IOException {
        return start(launcher(), folder, arguments);
    }

    /** The same, by the launcher of an archive. */
    static LocalProcess start(Path launcher, Path folder, String... arguments) throws IOException {
        LocalProcess local = begin(launcher, folder, arguments);
        local.awaitReady();
        return local;
    }

    /** Starts it, and does not wait. */
    static LocalProcess begin(Path launcher, Path folder, String... arguments) throws IOException {
        Path output = Files.createTempFile(folder, "local", ".out");
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "local"));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        return new LocalProcess(process, folder, output);
    }

    /** Waits until it has printed READY; ends it if it does not. */
    void awaitReady() throws IOException {
        try {
            await().atMost(START_TIMEOUT)
                    .pollInterval(Duration.ofMillis(100))
                    .failFast("it ended: see its output", () -> !process.isAlive())
                    .until(() -> output().lines().anyMatch("READY"::equals));
        } catch (RuntimeException e) {
            String printed = output();
            close();
            throw new AssertionError("no READY; it said:\n" + printed, e);
        }
    }

    static Path root() {
        return Path.of(System.getProperty("crayfleet.root", ".."));
    }

    static Path launcher() {
        return root().resolve("crayfleet").toAbsolutePath().normalize();
    }

    LocalFleetFile fleetFile() {
        return LocalFleetFile.read(folder.resolve(".crayfleet")).orElseThrow();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    /** Posts to #task-queue as a user, over REST; returns the id of the message. */
    String post(String text) {
        ObjectNode body = JSON.createObjectNode().put("content", text);
        LocalFleetFile fleetFile = fleetFile();
        return rest("/channels/" + channels(fleetFile).taskQueue() + "/messages", body)
                .path("id")
                .asText();
    }

    /** All messages of a channel, newest first. */
    List<JsonNode> messages(String channel) {
        List<JsonNode> all = new ArrayList<>();
        String before = "";
        while (true) {
            JsonNode page = rest("/channels/" + channel + "/messages?limit=100" + before, null);
            if (page.isEmpty()) {
                return all;
            }
            page.forEach(all::add);
            before = "&before=" + all.getLast().path("id").asText();
        }
    }

    List<JsonNode> results() {
        return messages(channels(fleetFile()).results());
    }

    List<JsonNode> taskQueue() {
        return messages(channels(fleetFile()).taskQueue());
    }

    /** Sends SIGKILL and waits for the end. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Sends SIGTERM, as a service manager would, and waits for the end. */
    void stop() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it stops within a minute").isTrue();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        http.close();
    }

    private static LocalFleetFile.Channels channels(LocalFleetFile fleetFile) {
        LocalFleetFile.Channels channels = fleetFile.channels();
        if (channels == null) {
            throw new AssertionError("no emulator");
        }
        return channels;
    }

    private JsonNode rest(String path, @Nullable JsonNode body) {
        LocalFleetFile fleetFile = fleetFile();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(fleetFile.discordApiUrl() + path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", String.valueOf(fleetFile.userToken()))
                        .header("Content-Type", "application/json");
        if (body != null) {
            request.POST(BodyPublishers.ofString(body.toString()));
        }
        try {
            return JSON.readTree(http.send(request.build(), BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new AssertionError("Discord's emulator does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
