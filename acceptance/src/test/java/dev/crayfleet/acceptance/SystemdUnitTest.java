package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit file, as systemd itself judges it. */
class SystemdUnitTest {
    private static final Path UNIT =
            Path.of(
                    System.getProperty("crayfleet.root", ".."),
                    "deploy/systemd/crayfleet@.service");

    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
    private static final double MAX_EXPOSURE = 2.0;
    private static final Pattern EXPOSURE =
            Pattern.compile("Overall exposure level for \\S+: (\\d+\\.\\d)");

    @TempDir private Path folder;

    @Test
    void oneKilledAgentDoesNotStopTheOthers() throws Exception {
        assertThat(Files.readAllLines(UNIT)).contains("OOMPolicy=continue", "KillMode=mixed");
    }

    @Test
    void isExposedNoMoreThanAgentsNeed() throws Exception {
        assumeTrue(Files.isExecutable(ANALYZE), "systemd-analyze is not installed");
        String told = analyze("security", "--offline=true", "--no-pager", UNIT.toString());
        MatchResult exposure =
                EXPOSURE.matcher(told).results().findFirst().orElseThrow(() -> noJudgement(told));
        assertThat(Double.parseDouble(exposure.group(1))).as(told).isLessThan(MAX_EXPOSURE);
        // What systemd does not know it says, and leaves out.
        assertThat(told).doesNotContain("Unknown", "Failed to parse", "ignoring");
    }

    private static AssertionError noJudgement(String told) {
        return new AssertionError("systemd-analyze gave no judgement: " + told);
    }

    private String analyze(String... arguments) throws Exception {
        Path output = folder.resolve("output");
        String[] words = new String[arguments.length + 1];
        words[0] = ANALYZE.toString();
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        Process process =
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("systemd-analyze did not end");
        }
        return Files.readString(output);
    }
}
