package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What ./crayfleet has Maven build in a clone, and when. The clone has the real launcher, a few of
 * the modules' names, and a Maven that notes what it is asked for and brings the program that this
 * build has made.
 */
class CloneBuildTest {
    private static final Path BUILT = LocalProcess.root().resolve("cli/target").toAbsolutePath();

    private static final String MAVEN =
            """
            #!/bin/sh
            if [ "$1" = -v ]; then exit 0; fi
            echo "$@" >>asked
            echo '[INFO] Building Crayfleet 0.1.0                              [1/3]'
            echo '[INFO] Building crayfleet-contract 0.1.0                   [2/3]'
            echo '[INFO] Building crayfleet-cli 0.1.0                        [3/3]'
            if [ -f cli/src/main/broken ]; then
              echo '[ERROR] it does not compile'
              exit 1
            fi
            mkdir -p cli/target
            cp '%1$s/crayfleet.jar' '%1$s/classpath' cli/target/
            touch cli/target/classpath
            [ -e cli/target/lib ] || ln -s '%1$s/lib' cli/target/lib
            """;

    @TempDir private Path clone;

    record Output(int exit, String out, String err) {}

    @BeforeEach
    void makeClone() throws IOException {
        Path root = LocalProcess.root();
        Files.copy(root.resolve("crayfleet"), clone.resolve("crayfleet"));
        Files.createDirectories(clone.resolve("tools"));
        Files.copy(root.resolve("tools/build.sh"), clone.resolve("tools/build.sh"));
        Path maven = Files.writeString(clone.resolve("mvnw"), MAVEN.formatted(BUILT));
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(clone.resolve("pom.xml"), "<project/>");
        for (String module : List.of("contract", "cli", "trial")) {
            Files.createDirectories(clone.resolve(module + "/src/main"));
            Files.writeString(clone.resolve(module + "/pom.xml"), "<project/>");
        }
        age();
    }

    @Test
    void buildsWhatTheCommandNeedsAndShowsHowFarItIs() throws Exception {
        Output first = run("--version");
        assertThat(first.out()).as(first.err()).isEqualTo("crayfleet 0.1.0\n");
        assertThat(first.err().lines())
                .anyMatch(line -> line.contains("crayfleet-build.log"))
                .anyMatch(line -> line.matches(" +\\d+ s {2}\\[2/3] contract"))
                .anyMatch(line -> line.matches(" +\\d+ s {2}\\[3/3] cli"))
                .anyMatch(line -> line.matches("Built in \\d+ s\\."));
        assertThat(asked()).singleElement().asString().contains("-pl cli -am package");
        run("storm");
        run("local");
        assertThat(asked()).hasSize(3);
        assertThat(asked().get(1)).contains("-pl trial -am package");
        assertThat(asked().get(2)).contains("-pl local -am package");
    }

    @Test
    void buildsAgainOnlyWhenWhatItConsistsOfHasChanged() throws Exception {
        run("--version");
        Output second = run("--version");
        assertThat(second.err()).isEmpty();
        edit("trial/src/main/Storm.java");
        run("--version");
        assertThat(asked()).hasSize(1);
        edit("contract/src/main/Codec.java");
        run("--version");
        assertThat(asked()).hasSize(2);
        edit("cli/pom.xml");
        run("--version");
        assertThat(asked()).hasSize(3);
        assertThat(run("--version").err()).isEmpty();
    }

    @Test
    void saysWhyABuildFailed() throws Exception {
        edit("cli/src/main/broken");
        Output failed = run("--version");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.out()).isEmpty();
        Path log = clone.toRealPath().resolve("target/crayfleet-build.log");
        assertThat(failed.err()).contains("[ERROR] it does not compile", log.toString());
        assertThat(Files.readString(log)).contains("Building crayfleet-contract", "[ERROR]");
        Files.delete(clone.resolve("cli/src/main/broken"));
        assertThat(run("--version").exit()).isZero();
    }

    /** So that none is newer than what is built from them, however soon that is. */
    private void age() throws IOException {
        FileTime hourAgo = FileTime.from(Instant.now().minusSeconds(3_600));
        try (Stream<Path> files = Files.walk(clone)) {
            for (Path each : files.toList()) {
                Files.setLastModifiedTime(each, hourAgo);
            }
        }
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(clone.resolve("asked"));
    }

    /** Edited after whatever was built, also where the clock of files is coarse. */
    private void edit(String file) throws IOException {
        Path edited = clone.resolve(file);
        Files.writeString(edited, "changed", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Path made = clone.resolve("cli/target/classpath");
        if (Files.exists(made)) {
            Files.setLastModifiedTime(made, FileTime.from(Instant.now().minusSeconds(2)));
        }
    }

    private Output run(String... arguments) throws Exception {
        Path out = Files.createTempFile("crayfleet", ".out");
        Path err = Files.createTempFile("crayfleet", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(clone.resolve("crayfleet").toString())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("CRAYFLEET_CACHE", "off");
        try {
            Process process = builder.start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            return new Output(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
