package dev.crayfleet.trial.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedVersionTest {
    @TempDir private Path folder;

    @Test
    void hasItsOwnJarsAndOnlyTheWatchdogOfThisOne() throws Exception {
        Path lib = Files.createDirectory(folder.resolve("lib"));
        for (String name : List.of("crayfleet.jar", "another.jar", "notes.txt")) {
            Files.createFile(lib.resolve(name));
        }
        List<String> path =
                List.of(UnpackedVersion.in(folder).classPath().split(File.pathSeparator));
        assertThat(path)
                .hasSize(3)
                .startsWith(
                        lib.resolve("another.jar").toString(),
                        lib.resolve("crayfleet.jar").toString());
        Path own = Path.of(path.getLast());
        assertThat(own)
                .isEqualTo(
                        Path.of(
                                ParentWatchdog.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI()));
    }

    @Test
    void isRefusedWhereThereIsNone() {
        assertThatThrownBy(() -> UnpackedVersion.in(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name the folder that an archive of Crayfleet was unpacked");
    }
}
