package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's commands, word by word, in their order, against the fleet that its first one starts.
 */
class ReadmeIT {
    private static final Pattern BLOCK = Pattern.compile("(?m)^```sh\\n((?s:.*?))^```");

    @Test
    void everyCommandWorks(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(
                System.getenv("CI") != null || onPath("kcat"),
                "kcat is not installed; apt-get install kcat");
        String readme = Files.readString(LocalProcess.root().resolve("README.md"));
        assertThat(readme).contains("\n./crayfleet local\n").contains("\n./mvnw verify\n");
        List<String> blocks = blocks(readme);
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(3);
        // The README speaks from the project's folder; here that is a folder of its own.
        Files.createSymbolicLink(folder.resolve("crayfleet"), LocalProcess.launcher());
        try (LocalProcess local = LocalProcess.start(folder, "--executor", "demo")) {
            URI ingest = URI.create(local.fleetFile().ingestUrl());
            URI dispatcher = URI.create(local.fleetFile().dispatcherUrl());
            for (String block : blocks) {
                String script =
                        block.replace("127.0.0.1:8080", ingest.getAuthority())
                                .replace("127.0.0.1:8081", dispatcher.getAuthority())
                                .replace("127.0.0.1:9092", local.fleetFile().kafkaBootstrap());
                run(folder, script);
            }
            assertThat(local.results())
                    .extracting(post -> post.path("content").asText())
                    .anyMatch(text -> text.contains("25 × 4 = 100"))
                    .anyMatch(text -> text.contains("6 × 7 = 42"))
                    .anyMatch(text -> text.startsWith("```\n[SUCCESS] dozen-replay-"))
                    .anyMatch(text -> text.startsWith("```\n[CANCELLED] lonely"));
        }
    }

    private static List<String> blocks(String readme) {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(readme);
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }

    private static void run(Path folder, String script) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "block", ".out");
        Process process =
                new ProcessBuilder("sh", "-euc", script)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        String told = Files.readString(output);
        assertThat(ended).as("this ends:\n%s\n%s", script, told).isTrue();
        assertThat(process.exitValue()).as("this works:\n%s\n%s", script, told).isZero();
    }

    private static boolean onPath(String program) {
        for (String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
