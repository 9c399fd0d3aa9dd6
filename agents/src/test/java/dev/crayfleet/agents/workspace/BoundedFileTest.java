package dev.crayfleet.agents.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that agents made, by a runner that is root and by one that is not. */
@EnabledOnOs(OS.LINUX)
class BoundedFileTest {
    @TempDir Path folder;

    /** Put there after the look at it, and before it is opened. */
    @Test
    void aPipeInPlaceOfAResultHoldsNobodyUp() throws Exception {
        Assumptions.assumeTrue(PrivilegedFolder.IS_ROOT);
        Path pipe = folder.resolve("RESULT.txt");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () ->
                        assertThatThrownBy(() -> PrivilegedFolder.open(folder, pipe))
                                .isInstanceOf(IOException.class));
    }

    @Test
    void whatNobodyMayWriteIsRead() throws Exception {
        Path file = readOnly("RESULT.txt");
        List<String> words = new ArrayList<>();
        if (PrivilegedFolder.IS_ROOT) {
            // Root may write what it likes: so as one that may not.
            words.addAll(List.of("setpriv", "--inh-caps=-all", "--bounding-set=-all"));
        }
        words.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Duser.name=somebody",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reader.class.getName(),
                        file.toString(),
                        folder.toString()));
        Process reader = new ProcessBuilder(words).redirectError(Redirect.INHERIT).start();
        assertThat(new String(reader.getInputStream().readAllBytes(), UTF_8))
                .isEqualTo("false rw------- done done");
        assertThat(BoundedFile.read(folder, readOnly("other"), 100).orElseThrow().bytes())
                .asString(UTF_8)
                .isEqualTo("done");
    }

    private Path readOnly(String name) throws IOException {
        return Files.setPosixFilePermissions(
                Files.writeString(folder.resolve(name), "done"),
                PosixFilePermissions.fromString("r--r--r--"));
    }

    /** Prints whether it may write a file at first, its permissions later, and what is in it. */
    static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            boolean isWritable = Files.isWritable(file);
            String log;
            try (SeekableByteChannel channel = SwappableFile.open(file)) {
                log = new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
            }
            System.out.printf(
                    "%s %s %s %s",
                    isWritable,
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                    log,
                    new String(
                            BoundedFile.read(Path.of(arguments[1]), file, 100)
                                    .orElseThrow()
                                    .bytes(),
                            UTF_8));
        }
    }
}
