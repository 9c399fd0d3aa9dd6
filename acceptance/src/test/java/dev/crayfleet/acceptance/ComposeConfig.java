package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The compose file as compose itself understands it.
 *
 * @param folder to work in
 * @param settings that stand in .env besides the example
 */
record ComposeConfig(Path folder, Map<String, String> settings) {
    private static final Path ROOT = Path.of(System.getProperty("crayfleet.root", ".."));

    /** With .env.example as .env, and the settings behind it. */
    JsonNode withExample() throws Exception {
        return config(true);
    }

    JsonNode withoutSettings() throws Exception {
        return config(false);
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
            StringBuilder more = new StringBuilder();
            settings.forEach((name, value) -> more.append("%s=%s\n".formatted(name, value)));
            Files.writeString(project.resolve(".env"), more, StandardOpenOption.APPEND);
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
    static int run(List<String> command, Map<String, String> environment, Path output)
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

    /** What stands in .env.example, without what is commented out. */
    static Map<String, String> example() throws IOException {
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
