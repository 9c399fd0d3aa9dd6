package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compose file as compose itself understands it, and that it agrees with what is beside it. */
class ComposeFileTest {
    private static final Path ROOT = Path.of(System.getProperty("crayfleet.root", ".."));
    private static final List<String> OURS = List.of("ingest", "dispatcher", "poster", "runner");

    @TempDir private Path folder;

    @Test
    void runsTheKafkaThatIsBuiltAgainst() throws Exception {
        String version =
                Pattern.compile("<kafka.version>(.+)</kafka.version>")
                        .matcher(Files.readString(ROOT.resolve("pom.xml")))
                        .results()
                        .findFirst()
                        .orElseThrow()
                        .group(1);
        assertThat(services().path("kafka").path("image").asText())
                .matches("apache/kafka:" + Pattern.quote(version) + "@sha256:[0-9a-f]{64}");
    }

    @Test
    void theImagesAreBuiltOnImagesPinnedByDigest() throws IOException {
        String dockerfile = Files.readString(ROOT.resolve("deploy/Dockerfile"));
        Map<String, String> pinned = new TreeMap<>();
        Pattern.compile("(?m)^ARG (\\w+)=(\\S+:\\S+@sha256:[0-9a-f]{64})$")
                .matcher(dockerfile)
                .results()
                .forEach(found -> pinned.put("${" + found.group(1) + "}", found.group(2)));
        Set<String> stages = new TreeSet<>();
        List<String> bases = new ArrayList<>();
        for (MatchResult from :
                Pattern.compile("(?m)^FROM (\\S+) AS (\\S+)$")
                        .matcher(dockerfile)
                        .results()
                        .toList()) {
            if (!stages.contains(from.group(1))) {
                bases.add(from.group(1));
            }
            stages.add(from.group(2));
        }
        assertThat(bases).hasSizeGreaterThanOrEqualTo(3).isSubsetOf(pinned.keySet());
    }

    @Test
    void runnersCanBeScaled() throws Exception {
        JsonNode services = services();
        assertThat(services.path("runner").has("ports")).isFalse();
        services.forEach(service -> assertThat(service.has("container_name")).isFalse());
    }

    @Test
    void everyServiceSaysHowItIsAndStopsInOrder() throws Exception {
        for (Map.Entry<String, JsonNode> service : services().properties()) {
            assertThat(service.getValue().path("healthcheck").path("test"))
                    .as(service.getKey())
                    .isNotEmpty();
            assertThat(service.getValue().path("stop_grace_period").asText())
                    .as(service.getKey())
                    .isNotEmpty();
        }
    }

    @Test
    void nothingHasMoreRightsThanItNeeds() throws Exception {
        JsonNode services = services();
        for (Map.Entry<String, JsonNode> service : services.properties()) {
            assertThat(service.getValue().path("cap_drop").path(0).asText())
                    .as(service.getKey())
                    .isEqualTo("ALL");
            assertThat(service.getValue().path("security_opt").path(0).asText())
                    .as(service.getKey())
                    .isEqualTo("no-new-privileges:true");
            for (JsonNode port : service.getValue().path("ports")) {
                assertThat(port.asText()).as(service.getKey()).startsWith("127.0.0.1:");
            }
        }
        for (String name : OURS) {
            assertThat(services.path(name).path("user").asText()).isEqualTo("10001:10001");
            assertThat(services.path(name).path("read_only").asBoolean())
                    .as(name)
                    .isEqualTo(!name.equals("runner"));
        }
    }

    /** Agents have shells: what the runner knows, they know. */
    @Test
    void onlyThoseWhoSpeakWithDiscordHaveItsToken() throws Exception {
        Set<String> holders = new TreeSet<>();
        services()
                .properties()
                .forEach(service ->
                        service.getValue()
                                .path("environment")
                                .fieldNames()
                                .forEachRemaining(name -> {
                                    if (name.startsWith("DISCORD_")) {
                                        holders.add(service.getKey());
                                    }
                                }));
        assertThat(holders).containsExactly("ingest", "poster");
    }

    @Test
    void theExampleSettingsAreAllThereAreAndTheirDefaults() throws Exception {
        Map<String, String> example = example();
        Set<String> used = new TreeSet<>();
        Pattern.compile("\\$\\{([A-Z_]+)")
                .matcher(Files.readString(ROOT.resolve("docker-compose.yml")))
                .results()
                .map(found -> found.group(1))
                .forEach(used::add);
        assertThat(example.keySet()).isEqualTo(used);
        assertThat(example)
                .containsEntry("DISCORD_TOKEN", "")
                .containsEntry("OPENROUTER_API_KEY", "");
        assertThat(config(true)).isEqualTo(config(false));
    }

    @Test
    void imagesRunAsNobodyAndKeepSecretsOut() throws Exception {
        String dockerfile = Files.readString(ROOT.resolve("deploy/Dockerfile"));
        List<String> users =
                Pattern.compile("(?m)^USER (.+)$")
                        .matcher(dockerfile)
                        .results()
                        .map(found -> found.group(1))
                        .toList();
        assertThat(users.getLast()).isEqualTo("10001:10001");
        assertThat(dockerfile)
                .contains(" AS service\n", "FROM service AS runner\n", "HEALTHCHECK ");
        assertThat(Files.readAllLines(ROOT.resolve(".dockerignore")))
                .contains(".git", ".env", "*.env", "workers", ".crayfleet");
    }

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

    private int healthy(String port) throws IOException, InterruptedException {
        return run(
                List.of("bash", ROOT.resolve("deploy/healthy").toAbsolutePath().toString()),
                Map.of("MICRONAUT_SERVER_PORT", port),
                folder.resolve("healthy.txt"));
    }

    private JsonNode services() throws Exception {
        return config(true).path("services");
    }

    private JsonNode config(boolean withExample) throws Exception {
        boolean installed =
                Arrays.stream(path().split(File.pathSeparator, -1))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, "docker-compose")));
        if (!"true".equals(System.getenv("CI"))) {
            assumeTrue(installed, "docker-compose is not installed; CI has it");
        }
        assertThat(installed).as("CI installs docker-compose").isTrue();
        Path project = Files.createDirectories(folder.resolve("project"));
        Files.copy(ROOT.resolve("docker-compose.yml"), project.resolve("docker-compose.yml"));
        if (withExample) {
            Files.copy(ROOT.resolve(".env.example"), project.resolve(".env"));
        }
        Path output = folder.resolve("config.yml");
        int code =
                run(
                        List.of(
                                "docker-compose",
                                "--project-directory",
                                project.toString(),
                                "-f",
                                project.resolve("docker-compose.yml").toString(),
                                "config"),
                        Map.of(),
                        output);
        String printed = Files.readString(output);
        Files.delete(project.resolve("docker-compose.yml"));
        Files.deleteIfExists(project.resolve(".env"));
        assertThat(code).as(printed).isZero();
        return new YAMLMapper().readTree(printed);
    }

    /** With nothing of this process's environment that compose would put in. */
    private static int run(List<String> command, Map<String, String> environment, Path output)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", path());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(
                    command + " did not end; it said: " + Files.readString(output));
        }
        return process.exitValue();
    }

    private static String path() {
        String path = System.getenv("PATH");
        return path == null ? "/usr/bin:/bin" : path;
    }

    private static Map<String, String> example() throws IOException {
        Map<String, String> settings = new TreeMap<>();
        for (MatchResult line :
                Pattern.compile("(?m)^([A-Z_]+)=(.*)$")
                        .matcher(Files.readString(ROOT.resolve(".env.example")))
                        .results()
                        .toList()) {
            settings.put(line.group(1), line.group(2));
        }
        return settings;
    }
}
