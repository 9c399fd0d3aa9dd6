package dev.crayfleet.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.cli.LocalFleetFile;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.local.LocalApp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Made-up secrets in every place where a fleet has some, and an agent that prints all it can find,
 * plainly, in Base64 and in hex: none of them is found anywhere afterwards.
 */
class CanaryIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** The environment of the runner itself, which has the same user, and files. */
    private static final String AGENT =
            """
            runner=$$
            until [ "$runner" -le 1 ] || grep -aq RUNNER_PASSWORD= "/proc/$runner/environ"; do
              runner=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$runner/status")
            done
            find_all() {
              env
              tr '\\0' '\\n' < "/proc/$runner/environ"
              cat "$FLEET/openclaw.json" "$FLEET/signing.keys" "$FLEET/.crayfleet/header"
            }
            echo FOUND; find_all
            echo BASE64; find_all | base64
            echo ONE LINE; find_all | base64 -w 0; echo
            echo HEX; find_all | od -An -v -tx1 | tr -d ' \\n'; echo
            echo JSON; find_all | sed 's/["\\\\]/\\\\&/g'
            find_all >&2
            echo "CANARIES: $(find_all | grep -c canary)"
            case "$1" in *fail*) exit 3;; esac
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    /** Names of places, and what is secret there. */
    private final Map<String, String> canaries = new TreeMap<>();

    private Path output = Path.of("");

    @Test
    void noSecretIsFoundWhereverAnAgentPrintsIt() throws Exception {
        Process process = start();
        try {
            LocalFleetFile fleet = fleetFile(process);
            canaries.put("HTTP token", Objects.requireNonNull(fleet.token()));
            canaries.put("Discord token", Objects.requireNonNull(fleet.botToken()));
            Map<String, String> places = new TreeMap<>();
            for (String prompt : List.of("find keys", "find keys and fail")) {
                String id = task(fleet, prompt);
                places.put("task " + prompt, ended(fleet, id));
                HttpResponse<String> log = get(fleet, "/tasks/" + id + "/log");
                places.put("log of " + prompt, log.body());
            }
            String pasted = canaries.get("pasted");
            places.put("refused task", post(fleet, "use " + pasted).body());
            places.put("wrong task", post(fleet, "[thinking:" + pasted + "] x").body());
            places.put("no task", get(fleet, "/tasks/nobody").body());
            records(fleet, places);
            posts(fleet, places);
            files(folder.resolve("workers"), places);
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            places.put("output", Files.readString(output, ISO_8859_1));
            logs(places);
            assertThat(String.join("\n", places.values()))
                    .as("it was looked for, and masked")
                    .contains("FOUND", "CANARIES: ", "CANARY_API_KEY=***", "RUNNER_PASSWORD=***")
                    .doesNotContain("CANARIES: 0");
            places.forEach(this::assertNoCanary);
        } finally {
            process.destroyForcibly();
            http.close();
        }
    }

    private Process start() throws IOException {
        canaries.put("environment", "canary-" + random("e"));
        canaries.put("given to agents", "canary-\"/+" + random("g"));
        canaries.put("first line", "canary+line/" + random("l") + "=");
        canaries.put("configuration", "canary-" + random("c"));
        canaries.put("pasted", "gh" + "p_" + "aB3dE5gH7kL9".repeat(3));
        Path script = Files.writeString(folder.resolve("agent.sh"), AGENT);
        Path keys = TestFleet.signingKeys(folder);
        Files.readAllLines(keys).stream()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> canaries.put("signing", line.substring(line.indexOf(' ') + 1)));
        Path config =
                Files.writeString(
                        folder.resolve("openclaw.json"),
                        "{\"models\":{\"providers\":{\"stub\":{\"baseUrl\":\"http://127.0.0.1:1\",\"apiKey\":\"%s\",\"models\":[]}}}}"
                                .formatted(canaries.get("configuration")));
        output = folder.resolve("fleet.out");
        ProcessBuilder builder =
                CommandJvm.builder(folder, output, List.of("local", "--port", "0"));
        builder.command()
                .replaceAll(word ->
                        word.equals("dev.crayfleet.cli.Crayfleet")
                                ? LocalApp.class.getName()
                                : word);
        Map<String, String> environment = builder.environment();
        environment.put("FLEET", folder.toString());
        environment.put("RUNNER_PASSWORD", String.valueOf(canaries.get("environment")));
        environment.put("CANARY_API_KEY", String.valueOf(canaries.get("given to agents")));
        environment.put(
                "PEM_KEY",
                "-----BEGIN TEST-----\n%s\n-----END TEST-----"
                        .formatted(canaries.get("first line")));
        environment.put("OPENCLAW_CONFIG_PATH", config.toString());
        environment.put("CRAYFLEET_SIGNING_KEYS_FILE", keys.toString());
        environment.put("CRAYFLEET_RUNNER_EXECUTOR", "command");
        environment.put(
                "CRAYFLEET_RUNNER_COMMAND",
                JSON.writeValueAsString(List.of("sh", script.toString(), "{prompt}")));
        environment.put("CRAYFLEET_RUNNER_PASS_ENV", "FLEET,CANARY_API_KEY,PEM_KEY");
        return builder.start();
    }

    /** Another one at each run. */
    private static String random(String first) {
        byte[] bytes = new byte[15];
        new java.security.SecureRandom().nextBytes(bytes);
        return first + HexFormat.of().formatHex(bytes);
    }

    private LocalFleetFile fleetFile(Process process) {
        await().atMost(Duration.ofSeconds(150))
                .failFast("it ended: " + folder, () -> !process.isAlive())
                .until(() -> Files.readString(output).lines().anyMatch("READY"::equals));
        return LocalFleetFile.read(folder.resolve(".crayfleet")).orElseThrow();
    }

    private String task(LocalFleetFile fleet, String prompt) throws Exception {
        HttpResponse<String> answer = post(fleet, prompt + " [retries:0]");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return JSON.readTree(answer.body()).path("id").asText();
    }

    private String ended(LocalFleetFile fleet, String id) {
        return await().atMost(TIMEOUT)
                .until(
                        () -> get(fleet, "/tasks/" + id).body(),
                        body -> body.contains("\"succeeded\"") || body.contains("\"failed\""));
    }

    private HttpResponse<String> post(LocalFleetFile fleet, String text) throws Exception {
        return send(
                fleet,
                HttpRequest.newBuilder(URI.create(fleet.ingestUrl() + "/tasks"))
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString(text)));
    }

    private HttpResponse<String> get(LocalFleetFile fleet, String path) throws Exception {
        return send(fleet, HttpRequest.newBuilder(URI.create(fleet.dispatcherUrl() + path)));
    }

    private HttpResponse<String> send(LocalFleetFile fleet, HttpRequest.Builder request)
            throws Exception {
        return http.send(
                request.header("Authorization", "Bearer " + fleet.token()).build(),
                BodyHandlers.ofString());
    }

    /** Keys, values and headers of all topics. */
    private static void records(LocalFleetFile fleet, Map<String, String> places) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        KafkaSettings.of(fleet.kafkaBootstrap()).consumer("canaries"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> all =
                    consumer.listTopics().values().stream()
                            .flatMap(List::stream)
                            .map(each -> new TopicPartition(each.topic(), each.partition()))
                            .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream()
                    .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    places.merge("topic " + record.topic(), text(record), String::concat);
                }
            }
        }
        assertThat(places).containsKeys("topic crayfleet.results", "topic crayfleet.events");
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder();
        Stream.of(record.key(), record.value())
                .filter(Objects::nonNull)
                .forEach(each -> text.append(new String(each, ISO_8859_1)).append('\n'));
        record.headers().forEach(each -> text.append(new String(each.value(), ISO_8859_1)));
        return text.append('\n').toString();
    }

    /** What was posted to Discord, and what is attached to it. */
    private void posts(LocalFleetFile fleet, Map<String, String> places) throws Exception {
        LocalFleetFile.Channels channels = Objects.requireNonNull(fleet.channels());
        for (String channel :
                List.of(channels.taskQueue(), channels.results(), channels.workerPool())) {
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    fleet.discordApiUrl()
                                                            + "/channels/"
                                                            + channel
                                                            + "/messages?limit=100"))
                                    .header("Authorization", String.valueOf(fleet.userToken()))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            places.put("channel " + channel, answer.body());
            for (JsonNode url : JSON.readTree(answer.body()).findValues("url")) {
                if (url.asText().startsWith("http://127.0.0.1")) {
                    HttpRequest file = HttpRequest.newBuilder(URI.create(url.asText())).build();
                    places.put("file " + url, http.send(file, BodyHandlers.ofString()).body());
                }
            }
        }
    }

    /** Of all services together. */
    private void logs(Map<String, String> places) throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve(".crayfleet"))) {
            for (Path each : all.filter(file -> file.toString().endsWith(".log")).toList()) {
                // Segments of Kafka are read by topic.
                if (!each.getFileName().toString().matches("[0-9]+\\.log")) {
                    places.put(each.toString(), Files.readString(each, ISO_8859_1));
                }
            }
        }
        assertThat(places.keySet()).anyMatch(name -> name.endsWith("local.log"));
    }

    private static void files(Path folder, Map<String, String> places) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile).forEach(files::add);
        }
        assertThat(files).isNotEmpty();
        for (Path each : files) {
            places.put(each.toString(), Files.readString(each, ISO_8859_1));
        }
    }

    private void assertNoCanary(String place, String text) {
        String joined = text.replaceAll("\\s|\\\\n", "");
        canaries.forEach((name, canary) -> {
            for (String form : forms(canary)) {
                assertThat(joined.contains(form))
                        .as("%s in %s, as %s", name, place, form)
                        .isFalse();
            }
        });
    }

    /** The middle of each form, so that a part of a secret is found as well. */
    private static List<String> forms(String canary) {
        List<String> forms = new ArrayList<>();
        String middle = canary.substring(canary.length() / 4, canary.length() * 3 / 4);
        forms.add(middle);
        forms.add(HexFormat.of().formatHex(middle.getBytes(UTF_8)));
        for (int before = 0; before < 3; before++) {
            String encoded =
                    Base64.getEncoder()
                            .encodeToString(("x".repeat(before) + middle + "xxx").getBytes(UTF_8));
            forms.add(encoded.substring(before * 2, encoded.length() - 8));
        }
        return forms;
    }
}
