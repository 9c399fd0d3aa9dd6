package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The promises, on real processes, while everything that can be broken is broken. */
class StormIT {
    private static final int TASKS = 2_000;
    private static final int MINUTES_AT_MOST = 9;

    @Test
    @Timeout(value = MINUTES_AT_MOST + 1, unit = TimeUnit.MINUTES)
    void everyPromiseIsKeptInAStorm(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("output");
        Path report = folder.resolve("report.json");
        Process storm =
                new ProcessBuilder(
                                LocalProcess.launcher().toString(),
                                "storm",
                                "--tasks",
                                Integer.toString(TASKS),
                                "--minutes",
                                "2",
                                "--seed",
                                "4",
                                "--hostile",
                                "--json",
                                report.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            boolean ended = storm.waitFor(MINUTES_AT_MOST, TimeUnit.MINUTES);
            String told = Files.readString(output);
            assertThat(ended).as("it ends; it said:\n%s", told).isTrue();
            assertThat(storm.exitValue()).as("every promise was kept; it said:\n%s", told).isZero();
            provesSomething(new ObjectMapper().readTree(report.toFile()), told);
        } finally {
            storm.destroy();
            if (!storm.waitFor(30, TimeUnit.SECONDS)) {
                storm.destroyForcibly();
            }
        }
    }

    /** A storm in which nothing went wrong would show nothing. */
    private static void provesSomething(JsonNode report, String told) {
        assertThat(report.path("violations")).as(told).isEmpty();
        assertThat(report.path("faults"))
                .as(told)
                .hasSizeGreaterThanOrEqualTo(14)
                .allSatisfy(fault -> assertThat(fault.path("times").asInt()).isPositive());
        JsonNode counts = report.path("counts");
        assertThat(counts.path("tasks").asInt()).isEqualTo(TASKS);
        assertThat(counts.path("posts in #results").asInt()).isGreaterThanOrEqualTo(TASKS);
        assertThat(report.path("hostile")).as("inlets of hostile inputs").hasSizeGreaterThan(7);
        for (String count :
                new String[] {
                    "retries",
                    "attempts lost with their runner",
                    "duplicates recognised",
                    "messages of stale attempts ignored",
                    "dead letters"
                }) {
            assertThat(counts.path(count).asInt()).as("%s in\n%s", count, told).isPositive();
        }
    }
}
