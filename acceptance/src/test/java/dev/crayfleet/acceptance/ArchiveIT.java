package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive in an empty folder, as somebody uses it who has Java and no source. */
class ArchiveIT {
    private static final Path ARCHIVE =
            LocalProcess.root().resolve("dist/target/crayfleet-0.1.0.tar.gz").toAbsolutePath();
    private static final String VERSION = "crayfleet 0.1.0\n";

    @TempDir private static Path folder;
    private static Path home;
    private static Path launcher;

    record Output(int exit, String out, String err) {}

    @BeforeAll
    static void unpack() throws Exception {
        Output unpacked = run(Map.of(), "tar", "-xzf", ARCHIVE.toString());
        assertThat(unpacked.exit()).as(unpacked.err()).isZero();
        // A space, because folders have them.
        home = Files.move(folder.resolve("crayfleet-0.1.0"), folder.resolve("cray fleet"));
        launcher = home.resolve("bin/crayfleet");
    }

    @Test
    void hasTheLocalFleetAndNeitherStormNorBenchNorTests() throws Exception {
        try (Stream<Path> lib = Files.list(home.resolve("lib"))) {
            assertThat(lib.map(each -> each.getFileName().toString()))
                    .contains("crayfleet.jar", "crayfleet-local-0.1.0.jar")
                    .anyMatch(name -> name.startsWith("crayfleet-discord-emulator-"))
                    .noneMatch(name -> name.matches("crayfleet-(trial|corpus|model-emulator)-.*"))
                    .noneMatch(name -> name.matches("(junit|assertj|awaitility).*"));
        }
        Output storm = run(Map.of(), launcher.toString(), "storm");
        assertThat(storm.exit()).isEqualTo(2);
        assertThat(storm.err()).contains("It runs from a clone of the source");
    }

    /** What is packed is the same for the same sources: in one order, and with one time. */
    @Test
    void isReproducible() throws Exception {
        Output list = run(Map.of("TZ", "UTC"), "tar", "--full-time", "-tvzf", ARCHIVE.toString());
        assertThat(list.out().lines())
                .isNotEmpty()
                .allMatch(line -> line.contains("2026-11-21 00:00:00"));
    }

    @Test
    void runsATaskToItsResult() throws Exception {
        Path work = Files.createDirectories(folder.resolve("work"));
        try (LocalProcess local =
                LocalProcess.start(launcher, work, "--port", "0", "--executor", "demo")) {
            local.post("Calculate 6 × 7");
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(local.results())
                                    .anyMatch(post ->
                                            post.path("content").asText().contains("= 42")));
            // A language that is not installed, as where ssh brings the one of another machine.
            Output waited =
                    runIn(
                            work,
                            Map.of("LC_ALL", "xx_YY.UTF-8"),
                            launcher.toString(),
                            "submit",
                            "Calculate 8 × 8",
                            "--wait");
            assertThat(waited.out()).as(waited.err()).contains("8 × 8 = 64");
            local.stop();
            assertThat(local.output()).contains("Nothing is left running.");
        }
    }

    @Test
    void completesCommandsAndOptions() throws Exception {
        String script =
                """
                source <("$0" completion)
                complete -p crayfleet
                COMP_WORDS=(crayfleet loc) COMP_CWORD=1 COMP_LINE='crayfleet loc' COMP_POINT=13
                _complete_crayfleet && echo "${COMPREPLY[@]}"
                COMP_WORDS=(crayfleet local --ex) COMP_CWORD=2 COMP_LINE='crayfleet local --ex' COMP_POINT=20
                _complete_crayfleet && echo "${COMPREPLY[@]}"
                """;
        Output completed = run(Map.of(), "bash", "-c", script, launcher.toString());
        assertThat(completed.out().lines())
                .as(completed.err())
                .anyMatch(line -> line.contains("-F _complete_crayfleet"))
                .contains("local", "--executor");
    }

    /** The second start has them, whatever the first one was. */
    @Test
    void keepsClassesBesideItself() throws Exception {
        assertThat(version(Map.of())).isEqualTo(new Output(0, VERSION, ""));
        await().atMost(Duration.ofSeconds(120))
                .until(() -> kept(home.resolve("cache")).size() == 1);
        Path cache = kept(home.resolve("cache")).getFirst();
        Output used = version(Map.of("JAVA_OPTS", "-Xlog:class+load=info:stdout"));
        assertThat(used.out())
                .as("classes of ours come from %s", cache)
                .contains("dev.crayfleet.cli.Crayfleet source: shared objects file");
        Files.writeString(cache, "this is no archive of classes");
        assertThat(version(Map.of())).isEqualTo(new Output(0, VERSION, ""));
    }

    @Test
    void keepsClassesWithTheUserWhereItMayNotWrite() throws Exception {
        Path caches = folder.resolve("caches");
        Path shared = Files.createDirectories(folder.resolve("shared/bin"));
        Files.copy(launcher, shared.resolve("crayfleet"));
        Files.createSymbolicLink(shared.resolveSibling("lib"), home.resolve("lib"));
        // Nobody, the superuser included, makes a folder of a file.
        Files.writeString(shared.resolveSibling("cache"), "");
        Map<String, String> environment = Map.of("XDG_CACHE_HOME", caches.toString());
        assertThat(runIn(folder, environment, shared.resolve("crayfleet").toString(), "--version"))
                .isEqualTo(new Output(0, VERSION, ""));
        await().atMost(Duration.ofSeconds(120)).until(() -> kept(caches).size() == 1);
    }

    @Test
    void keepsNothingWhereThatIsNotWanted() throws Exception {
        Path caches = folder.resolve("none");
        Map<String, String> environment =
                Map.of("CRAYFLEET_CACHE", "off", "XDG_CACHE_HOME", caches.toString());
        assertThat(version(environment)).isEqualTo(new Output(0, VERSION, ""));
        assertThat(caches).doesNotExist();
    }

    @Test
    void saysWhatToDoWithoutJava() throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("dirname", "readlink", "sed")) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
        }
        Path bare = Files.createDirectories(folder.resolve("bare/bin")).resolve("crayfleet");
        Files.createSymbolicLink(bare.getParent().resolveSibling("lib"), home.resolve("lib"));
        // The same launcher, on a machine that has no Java where this one has.
        Files.writeString(
                bare,
                Files.readString(launcher)
                        .replace("/usr/lib/jvm", "/nowhere")
                        .replace("/opt/java", "/nowhere"));
        Output said =
                run(
                        Map.of(
                                "PATH",
                                tools.toString(),
                                "JAVA_HOME",
                                "",
                                "HOME",
                                folder.toString()),
                        "/bin/sh",
                        bare.toString(),
                        "--version");
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).contains("needs Java 25 or newer", "JAVA_HOME", "temurin-25-jdk");
    }

    private static Output version(Map<String, String> environment) throws Exception {
        return run(environment, launcher.toString(), "--version");
    }

    /** Files in which classes are kept, when they are whole. */
    private static List<Path> kept(Path caches) throws IOException {
        if (!Files.isDirectory(caches)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(caches)) {
            for (Path each :
                    files.filter(file -> file.getFileName().toString().matches("command.*\\.jsa"))
                            .toList()) {
                if (Files.size(each) > 0) {
                    found.add(each);
                }
            }
        }
        return found;
    }

    private static Output run(Map<String, String> environment, String... command) throws Exception {
        return runIn(folder, environment, command);
    }

    private static Output runIn(Path work, Map<String, String> environment, String... command)
            throws Exception {
        Path out = Files.createTempFile(folder, "command", ".out");
        Path err = Files.createTempFile(folder, "command", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(work.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).as("%s ends", List.of(command)).isTrue();
        return new Output(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
