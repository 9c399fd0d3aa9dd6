package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crayfleet.cli.systemd.UnitFiles;
import dev.crayfleet.cli.systemd.UnitSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit files that {@code crayfleet install} writes, as systemd itself judges them. */
class SystemdUnitTest {
    private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");
    private static final double MAX_EXPOSURE = 2.0;
    private static final Pattern EXPOSURE =
            Pattern.compile("Overall exposure level for \\S+: (\\d+\\.\\d)");

    /** What systemd does not know it says, and leaves out. */
    private static final String[] UNKNOWN = {"Unknown", "Failed to parse", "ignoring"};

    @TempDir private Path folder;
    private final List<Path> units = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        UnitSettings settings =
                new UnitSettings(
                        // A program that is there, because that is looked for.
                        Path.of("/bin/sh"), Path.of("/opt/jdk"), false, "daemon", 0);
        for (Map.Entry<String, String> each : UnitFiles.of(settings).entrySet()) {
            units.add(Files.writeString(folder.resolve(each.getKey()), each.getValue()));
        }
        assertThat(units).hasSize(4);
    }

    @Test
    void oneKilledAgentDoesNotStopTheOthers() throws Exception {
        for (Path unit : units) {
            assertThat(Files.readAllLines(unit)).contains("OOMPolicy=continue", "KillMode=mixed");
        }
    }

    @Test
    void holdsWhatNoAgentAndNoServiceNeeds() throws Exception {
        for (Path unit : units) {
            assertThat(Files.readAllLines(unit))
                    .contains(
                            "ProtectProc=invisible",
                            "CapabilityBoundingSet=",
                            "AmbientCapabilities=",
                            "SystemCallFilter=~@obsolete",
                            "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK");
        }
    }

    @Test
    void isExposedNoMoreThanAgentsNeed() throws Exception {
        requireAnalyze();
        for (Path unit : units) {
            String told = analyze("security", "--offline=true", "--no-pager", unit.toString());
            MatchResult exposure =
                    EXPOSURE.matcher(told)
                            .results()
                            .findFirst()
                            .orElseThrow(() -> noJudgement(told));
            assertThat(Double.parseDouble(exposure.group(1))).as(told).isLessThan(MAX_EXPOSURE);
            assertThat(told).doesNotContain(UNKNOWN);
        }
    }

    /** It also looks at units of the machine, whose faults are not ours. */
    @Test
    void systemdUnderstandsEachLine() throws Exception {
        requireAnalyze();
        for (Path unit : units) {
            String told = analyze("verify", "--man=no", unit.toString());
            assertThat(told.lines().filter(line -> line.contains("crayfleet")))
                    .as("verify %s:%n%s", unit.getFileName(), told)
                    .isEmpty();
        }
    }

    /** Where everything is to be tested it has to be there. */
    private static void requireAnalyze() {
        assumeTrue(
                System.getenv("CI") != null || Files.isExecutable(ANALYZE),
                "NOT TESTED: nobody judges the units, because systemd-analyze is not installed; apt-get install systemd");
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
