package dev.crayfleet.agents.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.agents.safety.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that a runner writes where an agent may have put links. */
@EnabledOnOs(OS.LINUX)
class OwnershipTransferTest {
    @TempDir Path folder;
    private Path outside;
    private Path agentFolder;

    @BeforeEach
    void make() throws IOException {
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("shadow"), "not theirs");
        agentFolder = Files.createDirectory(folder.resolve("theirs"));
    }

    private static String owner(Path path) throws IOException {
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
    }

    @Test
    void changesTheOwnerOfALinkAndNotOfItsTarget() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")));
        Path tasks = Files.createDirectories(agentFolder.resolve("tasks/t-1"));
        Path file = Files.createFile(tasks.resolve("TASK.txt"));
        Path link = Files.createSymbolicLink(agentFolder.resolve("to-a-folder"), outside);
        Path deep = Files.createSymbolicLink(tasks.resolve("x"), outside.resolve("shadow"));
        SystemUser.of("nobody", 1).giveOwnership(agentFolder);
        for (Path each : new Path[] {agentFolder, tasks, file, link, deep}) {
            assertThat(owner(each)).isEqualTo("nobody");
        }
        assertThat(owner(outside)).isEqualTo("root");
        assertThat(owner(outside.resolve("shadow"))).isEqualTo("root");
    }

    /** It could be given links to follow, and files of others to give away. */
    @Test
    void givesNothingAwayThatBelongsToAThird() throws Exception {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")));
        Path file = Files.createFile(agentFolder.resolve("file"));
        SystemUser.of("nobody", 1).giveOwnership(agentFolder);
        Path mine = Files.createFile(agentFolder.resolve("of-root"));
        assertThatThrownBy(() -> SystemUser.of("daemon", 1).giveOwnership(agentFolder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("belongs to nobody");
        assertThat(owner(file)).isEqualTo("nobody");
        assertThat(owner(mine)).isEqualTo("root");
    }

    @Test
    void replacesALinkByAFile() throws Exception {
        Path link =
                Files.createSymbolicLink(
                        agentFolder.resolve("openclaw.json"), outside.resolve("shadow"));
        Path aside = Files.createDirectory(folder.resolve("aside"));
        assertThat(ResourceLimits.NONE.writeFile("{}", aside, link)).isEqualTo(link);
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(link).hasContent("{}");
        assertThat(Files.getPosixFilePermissions(link)).hasSize(2);
        assertThat(outside.resolve("shadow")).hasContent("not theirs");
        assertThat(aside).isEmptyDirectory();
    }

    @Test
    void writesNoLogThroughALink() throws Exception {
        Path log = Files.createFile(agentFolder.resolve("agent-output.log"));
        try (OutputLog out = new OutputLog(log, 20, new Secrets())) {
            out.writeLine("123");
            Files.delete(log);
            Files.createSymbolicLink(log, outside.resolve("shadow"));
            out.writeLine("456789");
            out.writeLine("the rest");
        }
        assertThat(outside.resolve("shadow")).hasContent("not theirs");
    }
}
