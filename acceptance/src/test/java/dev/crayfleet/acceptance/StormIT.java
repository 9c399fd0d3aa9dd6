package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A storm with all kinds of faults and hostile inputs, on real processes. */
class StormIT {
    private static final int TIMEOUT_MINUTES = 9;

    @Test
    @Timeout(value = TIMEOUT_MINUTES + 1, unit = TimeUnit.MINUTES)
    void everyPromiseIsKeptInAStorm(@TempDir Path folder) throws Exception {
        runStorm(folder, 1_000, List.of("--minutes", "1"));
    }

    @Test
    @Tag("long")
    @Timeout(value = TIMEOUT_MINUTES + 1, unit = TimeUnit.MINUTES)
    void everyPromiseIsKeptInALongerStorm(@TempDir Path folder) throws Exception {
        runStorm(folder, 2_000, List.of("--minutes", "2"));
    }

    /** What production is told to run: three brokers, of which any one is killed at any time. */
    @Test
    @Tag("long")
    @Timeout(value = TIMEOUT_MINUTES + 1, unit = TimeUnit.MINUTES)
    void everyPromiseIsKeptWhileBrokersOfAClusterAreKilled(@TempDir Path folder) throws Exception {
        runStorm(folder, 2_000, List.of("--minutes", "2", "--brokers", "3"));
    }

    private static void runStorm(Path folder, int tasks, List<String> options) throws Exception {
        Path outputFile = folder.resolve("output");
        Path report = folder.resolve("report.json");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                LocalProcess.launcher().toString(),
                                "storm",
                                "--tasks",
                                Integer.toString(tasks),
                                "--seed",
                                "4",
                                "--hostile",
                                "--json",
                                report.toString()));
        command.addAll(options);
        Process storm =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(outputFile.toFile())
                        .start();
        try {
            boolean ended = storm.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES);
            String output = Files.readString(outputFile);
            assertThat(ended).as("it ends; it said:\n%s", output).isTrue();
            assertThat(storm.exitValue())
                    .as("every promise was kept; it said:\n%s", output)
                    .isZero();
            assertFaultsHadEffects(new ObjectMapper().readTree(report.toFile()), tasks, output);
        } finally {
            storm.destroy();
            if (!storm.waitFor(30, TimeUnit.SECONDS)) {
                storm.destroyForcibly();
            }
        }
    }

    /** A storm whose faults had no effect would prove nothing. */
    private static void assertFaultsHadEffects(JsonNode report, int tasks, String output) {
        assertThat(report.path("violations")).as(output).isEmpty();
        assertThat(report.path("faults"))
                .as(output)
                .hasSizeGreaterThanOrEqualTo(14)
                .allSatisfy(fault -> assertThat(fault.path("times").asInt()).isPositive());
        JsonNode counts = report.path("counts");
        assertThat(counts.path("tasks").asInt()).isEqualTo(tasks);
        assertThat(counts.path("posts in #results").asInt()).isGreaterThanOrEqualTo(tasks);
        assertThat(report.path("hostile")).as("inlets of hostile inputs").hasSizeGreaterThan(7);
        for (String count :
                new String[] {
                    "retries",
                    "attempts lost with their runner",
                    "duplicates recognised",
                    "messages of stale attempts ignored",
                    "dead letters"
                }) {
            assertThat(counts.path(count).asInt()).as("%s in\n%s", count, output).isPositive();
        }
    }
}
