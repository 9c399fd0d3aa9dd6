package dev.crayfleet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.FileRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
    @TempDir Path temporary;

    @Test
    void nothingIsOverwritten() throws IOException {
        Path folder = temporary.resolve("a/b");
        OutputFolder output = OutputFolder.at(folder);
        assertThat(save(output, "plot.tar.gz", "1")).isEqualTo("plot.tar.gz");
        assertThat(save(output, "plot.tar.gz", "2")).isEqualTo("plot.tar-2.gz");
        assertThat(save(output, "plot.tar.gz", "3")).isEqualTo("plot.tar-3.gz");
        assertThat(save(output, "plot.tar.gz", "2")).as("is there").isEqualTo("=plot.tar-2.gz");
        assertThat(save(output, "Makefile", "1")).isEqualTo("Makefile");
        assertThat(save(output, "Makefile", "2")).isEqualTo("Makefile-2");
        assertThat(folder.resolve("plot.tar.gz")).hasContent("1");
        assertThat(folder.resolve("plot.tar-3.gz")).hasContent("3");
    }

    @Test
    void linksAndFoldersOfThatNameAreLeftAlone() throws IOException {
        Path outside = Files.writeString(temporary.resolve("outside"), "precious");
        Path folder = Files.createDirectory(temporary.resolve("out"));
        Files.createSymbolicLink(folder.resolve("link"), outside);
        Files.createSymbolicLink(folder.resolve("dangling"), temporary.resolve("new"));
        Files.createDirectory(folder.resolve("folder"));
        OutputFolder output = OutputFolder.at(folder);
        assertThat(save(output, "link", "evil")).isEqualTo("link-2");
        assertThat(save(output, "dangling", "evil")).isEqualTo("dangling-2");
        assertThat(save(output, "folder", "evil")).isEqualTo("folder-2");
        assertThat(outside).hasContent("precious");
        assertThat(temporary.resolve("new")).doesNotExist();
    }

    @Test
    void nothingIsHidden() throws IOException {
        OutputFolder output = OutputFolder.at(temporary);
        assertThat(save(output, ".bashrc", "evil")).isEqualTo("_.bashrc");
    }

    @Test
    void aFolderThatIsNoneIsRefused() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "x");
        assertThatThrownBy(() -> OutputFolder.at(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be made");
        assertThatThrownBy(() -> OutputFolder.at(file.resolve("below")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** The name it has then; with a sign before it if it was there. */
    private static String save(OutputFolder output, String name, String content)
            throws IOException {
        FileRef file = new FileRef(name, content.length(), "0".repeat(64), 0, 0, 1);
        OutputFolder.Saved saved = output.save(file, content.getBytes(UTF_8));
        assertThat(saved.path()).hasContent(content);
        return (saved.isNew() ? "" : "=") + saved.path().getFileName();
    }
}
