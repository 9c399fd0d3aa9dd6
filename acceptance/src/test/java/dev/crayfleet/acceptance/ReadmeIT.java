package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the README and of the pages on submitting and on Kafka, word by word, in their
 * order, against the one fleet that the README's first command starts.
 */
class ReadmeIT {
    private static final String README = "README.md";
    private static final String SUBMITTING = "docs/submitting.md";
    private static final String KAFKA = "docs/kafka.md";
    private static final int WORDS_BELOW = 2_200;

    private static final Pattern BLOCK = Pattern.compile("(?m)^```sh\\n((?s:.*?))^```");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");

    @Test
    void everyCommandWorks(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(
                System.getenv("CI") != null || onPath("kcat"),
                "kcat is not installed; apt-get install kcat");
        assertThat(page(README)).contains("\n./crayfleet local\n").contains("\n./mvnw verify\n");
        // The pages speak from the project's folder; here that is a folder of its own.
        Files.createSymbolicLink(folder.resolve("crayfleet"), LocalProcess.launcher());
        try (LocalProcess local = LocalProcess.start(folder, "--executor", "demo")) {
            assertThat(runBlocks(README, folder, local)).contains("25 × 4 = 100");
            assertThat(runBlocks(SUBMITTING, folder, local))
                    .contains("8 × 9 = 72", "7 × 7 = 49", "\"id\":\"dozen\"")
                    .contains("2103778 ÷ 2 = 1051889", "\"id\":\"census\"")
                    .contains("accepted 2, already known 0, refused 0")
                    .contains("dozen  succeeded  pool default", "cancelling lonely", "\"slots\":");
            assertThat(runBlocks(KAFKA, folder, local))
                    .contains("9 × 9 = 81", "nine-nines {\"type\":\"TaskResult\",\"version\":1,");
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> everyTaskIsPosted(local));
            // Read once more: the page reads right after writing, before the dispatcher may have.
            String readDeadLetters = addressed(command(KAFKA, "kcat -C .*dead-letters.*"), local);
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(run(folder, readDeadLetters))
                                    .contains("crayfleet-topic=crayfleet.tasks")
                                    .contains("crayfleet-reason=", "\"soon\" is no time"));
        }
    }

    private static void everyTaskIsPosted(LocalProcess local) {
        assertThat(local.results())
                .extracting(post -> post.path("content").asText())
                .anyMatch(text -> text.contains("25 × 4 = 100"))
                .anyMatch(text -> text.contains("13 × 13 = 169"))
                .anyMatch(text -> text.contains("12 + 30 = 42"))
                .anyMatch(text -> text.contains("] once by "))
                .anyMatch(text -> text.startsWith("```\n[SUCCESS] hundred-replay-"))
                .anyMatch(text -> text.contains("6 × 7 = 42"))
                .anyMatch(text -> text.contains("11 × 11 = 121"))
                .anyMatch(text -> text.startsWith("```\n[SUCCESS] dozen by "))
                .anyMatch(text -> text.startsWith("```\n[SUCCESS] dozen-replay-"))
                .anyMatch(text -> text.startsWith("```\n[CANCELLED] lonely by "))
                .anyMatch(text -> text.startsWith("```\n[CANCELLED] lonelier by "))
                .anyMatch(text -> text.contains("6 × 9 = 54"))
                .anyMatch(text -> text.startsWith("```\n[SUCCESS] from-kcat by "))
                .anyMatch(text -> text.contains("8 × 8 = 64"));
    }

    @Test
    void theReadmeStaysShort() throws IOException {
        assertThat(page(README).strip().split("\\s+")).hasSizeLessThan(WORDS_BELOW);
    }

    @Test
    void everyLinkLeadsToAPageAndAHeading() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(LocalProcess.root().resolve(README)));
        try (Stream<Path> docs = Files.walk(LocalProcess.root().resolve("docs"))) {
            docs.filter(each -> each.toString().endsWith(".md")).forEach(pages::add);
        }
        List<String> broken = new ArrayList<>();
        for (Path page : pages) {
            for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
                if (!leadsSomewhere(page, link.group(1))) {
                    broken.add(page + ": " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        if (link.contains("://")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(found -> found.group(1).strip().toLowerCase(Locale.ROOT))
                .map(title -> title.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String page(String name) throws IOException {
        return Files.readString(LocalProcess.root().resolve(name));
    }

    /** All that the commands of a page print. */
    private static String runBlocks(String page, Path folder, LocalProcess local) throws Exception {
        List<String> blocks =
                BLOCK.matcher(page(page)).results().map(found -> found.group(1)).toList();
        assertThat(blocks).as(page).hasSizeGreaterThanOrEqualTo(3);
        StringBuilder told = new StringBuilder();
        for (String block : blocks) {
            told.append(run(folder, addressed(block, local)));
        }
        return told.toString();
    }

    /** The one line of a page that matches. */
    private static String command(String page, String line) throws IOException {
        return page(page).lines().filter(each -> each.matches(line)).findFirst().orElseThrow();
    }

    /** With the addresses of this fleet: the usual ones may be another's. */
    private static String addressed(String script, LocalProcess local) {
        return script.replace("127.0.0.1:8080", authority(local.fleetFile().ingestUrl()))
                .replace("127.0.0.1:8081", authority(local.fleetFile().dispatcherUrl()))
                .replace("127.0.0.1:9092", local.fleetFile().kafkaBootstrap());
    }

    private static String authority(String url) {
        return URI.create(url).getAuthority();
    }

    private static String run(Path folder, String script) throws IOException, InterruptedException {
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
        return told;
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
