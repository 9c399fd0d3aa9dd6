package dev.crayfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes and methods stay small enough to be read: docs/decisions/0014-sizes.md. */
class SizesTest {
    private static final Path ROOT = Path.of(System.getProperty("crayfleet.root", ".."));
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir private Path folder;

    @Test
    void noClassAndNoMethodIsTooLarge() throws Exception {
        Path output = folder.resolve("output");
        int exit = sizes(ROOT, output);
        assertThat(exit).as(said(output)).isZero();
    }

    @Test
    void aMethodThatIsTooLargeIsFound() throws Exception {
        Path source = folder.resolve("module/src/main/java/Long.java");
        Files.createDirectories(source.getParent());
        Files.writeString(
                source, "class Long {\n    void method() {\n" + "\n".repeat(60) + "    }\n}\n");
        Path output = folder.resolve("output");
        assertThat(sizes(folder, output)).isEqualTo(1);
        assertThat(said(output)).contains("method, largest            62   at most 60   TOO LARGE");
    }

    private static int sizes(Path root, Path output) throws Exception {
        Process process =
                new ProcessBuilder(
                                JAVA, ROOT.resolve("tools/Sizes.java").toString(), root.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("it ends").isTrue();
        return process.exitValue();
    }

    private static String said(Path output) throws Exception {
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
