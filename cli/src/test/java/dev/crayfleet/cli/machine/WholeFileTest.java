package dev.crayfleet.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;

    @Test
    void aFileIsReplacedWithTheRightsOfTheNewOne() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "a longer old text");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        WholeFile.writeForOwner(file, NEW);
        assertThat(file).hasContent("new");
        assertThat(rights(file)).isEqualTo("rw-------");
        // As far as the umask lets: never more.
        WholeFile.writeForAll(file, NEW);
        assertThat(rights(file)).startsWith("rw-").doesNotContain("x").matches("rw-[r-]--[r-]--");
        assertOnly(file);
    }

    @Test
    void whereItFailsTheOldOneStaysAndNothingElse() throws IOException {
        Path taken = Files.createDirectories(folder.resolve("a"));
        Path inside = Files.writeString(taken.resolve("b"), "old");
        assertThatThrownBy(() -> WholeFile.writeForOwner(taken, NEW))
                .isInstanceOf(FileSystemException.class);
        assertThat(inside).hasContent("old");
        assertOnly(taken);
        assertThatThrownBy(() -> WholeFile.writeForAll(folder.resolve("none/c"), NEW))
                .isInstanceOf(IOException.class);
        assertOnly(taken);
    }

    private void assertOnly(Path file) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(file);
        }
    }

    private static String rights(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
