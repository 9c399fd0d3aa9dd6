package dev.crayfleet.acceptance.containers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The images, built from these sources, and the compose file as a project of its own: on free
 * ports, and with nothing set but what a test sets.
 *
 * <p>{@code CRAYFLEET_BUILD_OPTIONS} are handed to {@code docker build}, for mirrors: {@code
 * --build-arg JRE_IMAGE=…}; {@code CRAYFLEET_KAFKA_IMAGE} stands in for Kafka's image.
 */
final class ComposeStack implements AutoCloseable {
    private static final Duration BUILD_TIMEOUT = Duration.ofMinutes(20);
    private static final Duration UP_TIMEOUT = Duration.ofMinutes(8);
    private static final Duration COMMAND_TIMEOUT = Duration.ofMinutes(2);
    private static final List<String> TARGETS = List.of("service", "runner", "discord");

    private final List<String> compose;
    private final Path settingsFile;
    private final Map<String, String> settings = new TreeMap<>();

    ComposeStack(Path folder) throws IOException, InterruptedException {
        settingsFile = folder.resolve("settings.env");
        compose =
                Commands.joined(
                        program(),
                        "-p",
                        "crayfleet-it-" + ProcessHandle.current().pid(),
                        "--env-file",
                        settingsFile.toString());
        for (String port : List.of("PAGE_PORT", "INGEST_PORT", "DISPATCHER_PORT", "KAFKA_PORT")) {
            settings.put(port, Integer.toString(freePort()));
        }
        String kafka = System.getenv("CRAYFLEET_KAFKA_IMAGE");
        if (kafka != null) {
            settings.put("KAFKA_IMAGE", kafka);
        }
    }

    /** As a plugin of Docker's, or as a program of its own. */
    private static List<String> program() throws IOException, InterruptedException {
        List<String> plugin = List.of("docker", "compose");
        return Commands.run(Commands.joined(plugin, "version"), Map.of(), COMMAND_TIMEOUT).code()
                        == 0
                ? plugin
                : List.of("docker-compose");
    }

    static void build() throws IOException, InterruptedException {
        String options = System.getenv().getOrDefault("CRAYFLEET_BUILD_OPTIONS", "");
        for (String target : TARGETS) {
            List<String> words = new ArrayList<>(List.of("docker", "build"));
            Arrays.stream(options.split(" ", -1))
                    .filter(each -> !each.isBlank())
                    .forEach(words::add);
            words.addAll(List.of("-f", "deploy/Dockerfile", "--target", target));
            words.addAll(
                    List.of("-t", target.equals("service") ? "crayfleet" : "crayfleet-" + target));
            Commands.succeed(
                    Commands.joined(words, "."), Map.of("DOCKER_BUILDKIT", "1"), BUILD_TIMEOUT);
        }
    }

    void set(String name, String value) {
        settings.put(name, value);
    }

    /**
     * @param more words of {@code up}: {@code --scale runner=3}
     */
    void up(String... more) throws IOException, InterruptedException {
        StringBuilder lines = new StringBuilder();
        settings.forEach((name, value) -> lines.append("%s=%s\n".formatted(name, value)));
        Files.writeString(settingsFile, lines);
        List<String> words = Commands.joined(compose, "up", "-d", "--no-build");
        Commands.succeed(Commands.joined(words, more), Map.of(), UP_TIMEOUT);
    }

    /** What a command printed that was run in a service's container. */
    String exec(String service, String... command) throws IOException, InterruptedException {
        return Commands.succeed(
                Commands.joined(Commands.joined(compose, "exec", "-T", service), command),
                Map.of(),
                COMMAND_TIMEOUT);
    }

    /** What the command printed, in a container of its own. */
    String command(String... words) throws IOException, InterruptedException {
        return Commands.succeed(
                Commands.joined(Commands.joined(compose, "run", "--rm", "-T", "crayfleet"), words),
                Map.of(),
                COMMAND_TIMEOUT);
    }

    String logs(String service) throws IOException, InterruptedException {
        return Commands.succeed(
                Commands.joined(compose, "logs", "--no-color", service), Map.of(), COMMAND_TIMEOUT);
    }

    /** The states of health of a service's containers. */
    List<String> health(String service) throws IOException, InterruptedException {
        List<String> ids = containers(service);
        List<String> words =
                new ArrayList<>(List.of("docker", "inspect", "-f", "{{.State.Health.Status}}"));
        words.addAll(ids);
        return ids.isEmpty()
                ? List.of()
                : Commands.succeed(words, Map.of(), COMMAND_TIMEOUT).lines().toList();
    }

    /** The ids of a service's containers. */
    List<String> containers(String service) throws IOException, InterruptedException {
        return Commands.succeed(
                        Commands.joined(compose, "ps", "-q", service), Map.of(), COMMAND_TIMEOUT)
                .lines()
                .filter(line -> line.matches("[0-9a-f]{12,}"))
                .toList();
    }

    int port(String setting) {
        return Integer.parseInt(settings.getOrDefault(setting, "0"));
    }

    /** As {@code docker compose down} says it: containers and networks go, volumes stay. */
    void down() throws IOException, InterruptedException {
        Commands.succeed(Commands.joined(compose, "down"), Map.of(), UP_TIMEOUT);
    }

    /** With its volumes. */
    @Override
    public void close() throws IOException, InterruptedException {
        Commands.succeed(
                Commands.joined(compose, "down", "-v", "--remove-orphans"), Map.of(), UP_TIMEOUT);
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
