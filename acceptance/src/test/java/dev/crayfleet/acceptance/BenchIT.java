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
import org.junit.jupiter.api.io.TempDir;

/** The benchmark measures all that it promises; the speed itself is not tested. */
class BenchIT {
    private static final long TIMEOUT_S = 600;

    @Test
    void aQuickRunMeasuresKafkaAlone(@TempDir Path folder) throws Exception {
        JsonNode report = bench(folder, "kafka");
        assertThat(report.path("rawRate")).hasSize(2).allSatisfy(BenchIT::assertHasRate);
        assertThat(report.path("throughput")).isEmpty();
    }

    /** Takes a minute. */
    @Test
    @Tag("long")
    void aQuickRunMeasuresLatency(@TempDir Path folder) throws Exception {
        JsonNode report = bench(folder, "latency", "--secured");
        assertHasLatencies(report);
        assertThat(report.path("throughput")).isEmpty();
    }

    /** Takes more than a minute. */
    @Test
    @Tag("long")
    void aQuickRunMeasuresLatencyThroughputAndMemory(@TempDir Path folder) throws Exception {
        JsonNode report = bench(folder, "kafka,latency,throughput");

        assertHasLatencies(report);
        assertThat(report.path("rawRate")).hasSize(2).allSatisfy(BenchIT::assertHasRate);
        assertThat(report.path("throughput"))
                .hasSize(4)
                .allSatisfy(each -> {
                    assertHasRate(each);
                    assertThat(each.path("cpuMs"))
                            .hasSize(4)
                            .allSatisfy(cpu -> assertThat(cpu.asDouble()).isPositive());
                });
        assertThat(report.path("memory"))
                .hasSize(6)
                .allSatisfy(each -> {
                    assertThat(each.path("rss").asDouble()).isBetween(20.0, 4_000.0);
                    assertThat(each.path("heap").asDouble()).isBetween(1.0, 2_000.0);
                });
        assertThat(report.path("targets")).hasSize(9);
        assertThat(report.path("trouble"))
                .hasSize(4)
                .allSatisfy(each -> assertThat(each.asInt()).isZero());
        assertThat(report.path("idle")).isEmpty();
    }

    /** Takes a minute, most of it waiting. */
    @Test
    @Tag("long")
    void aQuickRunMeasuresAnIdleFleet(@TempDir Path folder) throws Exception {
        JsonNode report = bench(folder, "idle");

        assertThat(report.path("idle"))
                .hasSize(3)
                .allSatisfy(each -> {
                    assertThat(each.path("cpu"))
                            .isNotEmpty()
                            .allSatisfy(percent ->
                                    assertThat(percent.asDouble()).isBetween(0.0, 1_000.0));
                    assertThat(each.path("transactions").isNumber()).isTrue();
                    assertThat(each.path("laneTransactions").asDouble())
                            .isBetween(0.0, 1 + each.path("transactions").asDouble());
                    assertThat(each.path("bytes").path("MESSAGES").asDouble())
                            .as("its runner beats")
                            .isPositive();
                });
        assertThat(report.path("idle").findValues("start"))
                .hasSize(2)
                .allSatisfy(BenchIT::assertPlausible);
        double alone = report.path("idle").path(1).path("bytes").path("MESSAGES").asDouble();
        double beside = report.path("idle").path(2).path("bytes").path("MESSAGES").asDouble();
        assertThat(beside).as("a hundred runners beat").isGreaterThan(10 * alone);
        assertThat(report.path("targets")).hasSize(6);
        assertThat(report.path("rawLatency")).isEmpty();
    }

    /** Runs some parts with {@code --quick} and returns the JSON report. */
    private static JsonNode bench(Path folder, String parts, String... more) throws Exception {
        Path json = folder.resolve("bench.json");
        Path outputFile = folder.resolve("bench.out");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                LocalProcess.launcher().toString(),
                                "bench",
                                "--quick",
                                "--only",
                                parts,
                                "--json",
                                json.toString(),
                                "--folder",
                                folder.resolve("fleet").toString()));
        command.addAll(List.of(more));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(outputFile.toFile())
                        .start();
        try {
            assertThat(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(outputFile);
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).contains("| what | measured | target |");
        return new ObjectMapper().readTree(json.toFile());
    }

    private static void assertHasLatencies(JsonNode report) {
        assertThat(report.path("rawLatency"))
                .hasSize(4)
                .allSatisfy(each -> assertPlausible(each.path("latency")));
        assertThat(report.path("startLatency"))
                .hasSize(3)
                .allSatisfy(each -> {
                    assertPlausible(each.path("latency"));
                    assertThat(each.path("p50Ratio").asDouble()).isPositive();
                    assertThat(each.path("p99Ratio").asDouble()).isPositive();
                });
    }

    private static void assertPlausible(JsonNode latency) {
        assertThat(latency.path("samples").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(latency.path("p50").asDouble()).isBetween(0.1, 60_000.0);
        assertThat(latency.path("p99").asDouble())
                .isBetween(latency.path("p50").asDouble(), latency.path("max").asDouble());
    }

    private static void assertHasRate(JsonNode each) {
        assertThat(each.path("perSecond").asDouble()).isPositive();
    }
}
