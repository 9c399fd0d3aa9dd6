package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The images hold the product, and nothing that proves, simulates or breaks it. */
class ShippedJarsTest {
    private static final Path ROOT = Path.of(System.getProperty("crayfleet.root", ".."));
    private static final Path LAYOUT = ROOT.resolve("cli/target");
    private static final Pattern COPIED = Pattern.compile("(?m)^COPY --from=\\w+ (\\S+) ");

    private static final Pattern NOT_SHIPPED =
            Pattern.compile(
                    "crayfleet-(broker|corpus|discord-emulator|model-emulator|local|trial|dist|acceptance)-.*"
                            + "|kafka_2.*|kafka-(server|metadata|group-coordinator|raft|storage)-.*"
                            + "|(junit|assertj|testcontainers|selenium|awaitility|archunit).*");

    @Test
    void areThoseOfTheCommandAndNoOthers() throws IOException {
        assertThat(copied("service"))
                .containsExactlyInAnyOrder(
                        "/build/cli/target/lib", "/build/cli/target/crayfleet.jar");
        assertThat(copied("runner")).containsExactly("/opt/openclaw");
        assertThat(copied("base")).isEmpty();
    }

    /** The small Discord is an image of its own, on which none of the product's is built. */
    @Test
    void theSmallDiscordIsElsewhere() throws IOException {
        assertThat(copied("discord"))
                .allMatch(each -> each.startsWith("/build/discord-emulator/target/"))
                .hasSize(2);
        assertThat(stage("service")).startsWith("FROM base ");
        assertThat(stage("runner")).startsWith("FROM service ");
        assertThat(stage("base")).startsWith("FROM ${JRE_IMAGE} ");
    }

    private static List<String> copied(String stage) throws IOException {
        return COPIED.matcher(stage(stage)).results().map(found -> found.group(1)).toList();
    }

    /** From its FROM to the next. */
    private static String stage(String name) throws IOException {
        String dockerfile = Files.readString(ROOT.resolve("deploy/Dockerfile"));
        return Stream.of(dockerfile.split("(?m)^(?=FROM )", -1))
                .filter(stage -> stage.lines().findFirst().orElse("").endsWith(" AS " + name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void holdNeitherBrokerNorEmulatorNorModelNorFaults() throws IOException {
        List<String> classPath = classPath();
        assertThat(classPath)
                .anyMatch(name -> name.startsWith("crayfleet-dispatcher-"))
                .anyMatch(name -> name.startsWith("kafka-clients-"))
                .noneMatch(name -> NOT_SHIPPED.matcher(name).matches());
        // An older build may have left more there, which an image's build never sees.
        try (Stream<Path> lib = Files.list(LAYOUT.resolve("lib"))) {
            assertThat(lib.map(each -> each.getFileName().toString())).containsAll(classPath);
        }
    }

    private static List<String> classPath() throws IOException {
        try (JarFile jar = new JarFile(LAYOUT.resolve("crayfleet.jar").toFile())) {
            String value = jar.getManifest().getMainAttributes().getValue("Class-Path");
            return Stream.of(value.split(" "))
                    .map(each -> each.substring("lib/".length()))
                    .toList();
        }
    }
}
