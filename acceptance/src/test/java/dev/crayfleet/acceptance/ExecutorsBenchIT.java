package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.agents.testing.OpenClawInstall;
import dev.crayfleet.cli.CommandLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark of executors measures what it promises, with the real OpenClaw. */
class ExecutorsBenchIT {
    private static final long TIMEOUT_S = 400;

    @Test
    @Tag("long")
    @Timeout(value = 900)
    void aQuickRunMeasuresAGateway(@TempDir Path folder) throws Exception {
        Path openclaw = OpenClawInstall.program();
        Path json = folder.resolve("executors.json");
        CommandRun run =
                bench(
                        folder,
                        "--quick",
                        "--only",
                        "gateway",
                        "--openclaw",
                        openclaw.toString(),
                        "--json",
                        json.toString(),
                        "--folder",
                        folder.resolve("bench").toString());
        assertThat(run.exit()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("| what | measured | target |")
                .contains("bench: openclaw-gateway, 1 at once: p50 ");
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.path("ways"))
                .hasSize(4)
                .allSatisfy(each -> {
                    assertThat(each.path("wall").path("samples").asInt()).isGreaterThanOrEqualTo(3);
                    assertThat(each.path("wall").path("p50").asDouble()).isBetween(20.0, 120_000.0);
                    assertThat(each.path("cpuMs").asDouble()).isBetween(20.0, 60_000.0);
                });
        assertThat(report.path("parts")).hasSize(2);
        assertThat(report.path("memory"))
                .hasSize(4)
                .allSatisfy(
                        each -> assertThat(each.path("rss").asDouble()).isBetween(50.0, 8_000.0));
        assertThat(report.path("targets")).hasSize(2);
    }

    @Test
    void reportsAMissingOpenClaw(@TempDir Path folder) throws Exception {
        CommandRun run = bench(folder, "--openclaw", folder.resolve("nothing").toString());
        assertThat(run.exit()).isEqualTo(CommandLines.FAILED);
        assertThat(run.output()).contains("is no program that can be run");
    }

    private record CommandRun(int exit, String output) {}

    private static CommandRun bench(Path folder, String... arguments) throws Exception {
        Path output = folder.resolve("bench.out");
        List<String> command =
                new ArrayList<>(List.of(LocalProcess.launcher().toString(), "bench", "executors"));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new CommandRun(process.exitValue(), Files.readString(output));
    }
}
