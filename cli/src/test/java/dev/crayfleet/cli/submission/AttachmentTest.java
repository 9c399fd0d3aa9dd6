package dev.crayfleet.cli.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachmentTest {
    private static final long MEBIBYTE = 1 << 20;

    @TempDir Path folder;

    @Test
    void namesAreSafeAndDistinct() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        List<Path> paths =
                List.of(
                        Files.writeString(folder.resolve("Data.csv"), "1"),
                        Files.writeString(other.resolve("data.csv"), "2"),
                        Files.writeString(folder.resolve("-rf \u202Etxt"), "3"));
        List<Attachment> read = Attachment.read(paths);
        assertThat(read)
                .extracting(Attachment::name)
                .containsExactly("Data.csv", "2-data.csv", "_-rf txt");
        assertThat(read)
                .extracting(each -> new String(each.content()))
                .containsExactly("1", "2", "3");
    }

    @Test
    void whatATaskCannotCarryIsRefused() throws IOException {
        Path eight = sized("eight", 8 * MEBIBYTE);
        assertThat(Attachment.read(List.of(eight, eight))).hasSize(2);
        Path empty = sized("empty", 0);
        assertThat(Attachment.read(List.of(eight, eight, empty))).hasSize(3);
        refuses(List.of(sized("more", 8 * MEBIBYTE + 1)), "more has more than 8 MiB");
        refuses(List.of(eight, eight, sized("one", 1)), "16 MiB together");
        refuses(Collections.nCopies(33, empty), "33 files are too many");
        refuses(List.of(folder), "is a folder");
        refuses(List.of(folder.resolve("none")), "there is no file");
    }

    private static void refuses(List<Path> paths, String part) {
        assertThatThrownBy(() -> Attachment.read(paths))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(part);
    }

    private Path sized(String name, long bytes) throws IOException {
        Path path = folder.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(bytes);
        }
        return path;
    }
}
