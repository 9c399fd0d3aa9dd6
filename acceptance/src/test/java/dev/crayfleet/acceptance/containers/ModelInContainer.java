package dev.crayfleet.acceptance.containers;

import static org.awaitility.Awaitility.await;

import dev.crayfleet.model.StubModel;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A model that is reached from within one container only: it listens on that container's loopback,
 * as if it ran there.
 */
final class ModelInContainer implements AutoCloseable {
    /** Nothing else listens in a runner's container, but for the runner on 8080. */
    private static final int PORT = 8000;

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final String container;

    private ModelInContainer(String container) {
        this.container = container;
    }

    /** What leads OpenClaw to it. */
    static String openclawJson() {
        return StubModel.openclawJson(PORT);
    }

    /**
     * @param neighbour the id of a running container
     * @param result what the model has written into RESULT.txt
     */
    static ModelInContainer beside(String neighbour, String result)
            throws IOException, InterruptedException, URISyntaxException {
        List<String> words =
                List.of(
                        "docker",
                        "run",
                        "--detach",
                        "--network",
                        "container:" + neighbour,
                        "--volume",
                        codeOf(StubModel.class) + ":/model:ro",
                        "--volume",
                        codeOf(ModelProgram.class) + ":/program:ro",
                        "--entrypoint",
                        "java",
                        "crayfleet",
                        "-Xmx64m",
                        "-cp",
                        "/program:/model:/opt/crayfleet/lib/*",
                        ModelProgram.class.getName(),
                        Integer.toString(PORT),
                        result);
        // Before its id there may be warnings.
        List<String> said = Commands.succeed(words, Map.of(), TIMEOUT).lines().toList();
        ModelInContainer model = new ModelInContainer(said.getLast());
        await().atMost(TIMEOUT).until(() -> model.log().contains("answers at "));
        return model;
    }

    private static Path codeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private String log() throws IOException, InterruptedException {
        return Commands.succeed(List.of("docker", "logs", container), Map.of(), TIMEOUT);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Commands.succeed(
                List.of("docker", "rm", "--force", "--volumes", container), Map.of(), TIMEOUT);
    }
}
