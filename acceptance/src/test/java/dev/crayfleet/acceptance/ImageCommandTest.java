package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the images' command does before a runner starts, with a folder of the test's own. */
@EnabledOnOs(OS.LINUX)
class ImageCommandTest {
    private static final Path ROOT = Path.of(System.getProperty("crayfleet.root", ".."));

    @TempDir private Path folder;

    private int run(Map<String, String> settings) throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        executable(bin.resolve("java"), "#!/bin/sh\necho started\n");
        Path script =
                executable(
                        folder.resolve("crayfleet"),
                        Files.readString(ROOT.resolve("deploy/crayfleet"))
                                .replace(
                                        "=/var/lib/crayfleet/workers",
                                        "=" + folder.resolve("workers")));
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("PATH", bin + ":/usr/bin:/bin");
        List<String> words = new ArrayList<>(List.of("sh", script.toString(), "runner"));
        return ComposeConfig.run(words, environment, folder.resolve("output.txt"));
    }

    private static Path executable(Path file, String text) throws Exception {
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String output() throws Exception {
        return Files.readString(folder.resolve("output.txt"));
    }

    @Test
    void refusesToMakeAgentsTheUserWhoseTheSecretsAre() throws Exception {
        for (String user : List.of("crayfleet", "10001")) {
            assertThat(run(Map.of("CRAYFLEET_RUNNER_RUN_AS", user))).isEqualTo(2);
            assertThat(output())
                    .contains("CRAYFLEET_RUNNER_RUN_AS=" + user + " is not for agents")
                    .doesNotContain("started");
        }
    }

    @Test
    void believesNothingOfAnEarlierUserAndClosesWhatEverybodyCouldSee() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")));
        Path workers = Files.createDirectory(folder.resolve("workers"));
        Path runs = Files.createDirectory(workers.resolve(".runs"));
        Path record = Files.createFile(runs.resolve("agent-1-a.json"));
        Path agent = Files.createDirectory(workers.resolve("agent-1-a"));
        Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> settings = Map.of("CRAYFLEET_RUNNER_RUN_AS", "agent-*");
        assertThat(run(settings)).as(output()).isZero();
        assertThat(output()).contains("started");
        assertThat(record).exists();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(agent)))
                .isEqualTo("rwx------");
        Files.setAttribute(runs, "unix:uid", 10_001);
        assertThat(run(settings)).as(output()).isZero();
        assertThat(output()).contains("started");
        assertThat(runs).doesNotExist();
    }
}
