package dev.crayfleet.agents.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runner that is killed between any two steps leaves the old memory or the new one. */
class MemoryJournalTest {
    private static final MemoryChange CHANGE =
            new MemoryChange(
                    Map.of(
                            "MEMORY.md", "new".getBytes(StandardCharsets.UTF_8),
                            "memory/b.md", "b".getBytes(StandardCharsets.UTF_8)),
                    List.of("memory/a.md"));
    @TempDir private Path folder;
    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        Files.createDirectories(folder.resolve("home/memory"));
        home = folder.resolve("home").toRealPath();
        Files.writeString(home.resolve("MEMORY.md"), "old");
        Files.writeString(home.resolve("memory/a.md"), "a");
    }

    private interface Step {
        void run(MemoryJournal journal) throws IOException;
    }

    private void with(Step step) throws IOException {
        try (SecureDirectoryStream<Path> open = SecureFolders.open(home)) {
            MemoryJournal journal = MemoryJournal.open(home, open);
            try {
                step.run(journal);
            } finally {
                journal.close();
            }
        }
    }

    private void assertOld() {
        assertThat(home.resolve("MEMORY.md")).hasContent("old");
        assertThat(home.resolve("memory/a.md")).hasContent("a");
        assertThat(home.resolve("memory/b.md")).doesNotExist();
    }

    private void assertNew() {
        assertThat(home.resolve("MEMORY.md")).hasContent("new");
        assertThat(home.resolve("memory/a.md")).doesNotExist();
        assertThat(home.resolve("memory/b.md")).hasContent("b");
        assertThat(home.resolve(".crayfleet/next")).doesNotExist();
        assertThat(home.resolve(".crayfleet/kept")).doesNotExist();
    }

    @Test
    void leavesTheOldBeforeItIsCommitted() throws IOException {
        with(journal -> journal.prepare(CHANGE));
        assertOld();
        with(MemoryJournal::recover);
        assertOld();
        assertThat(home.resolve(".crayfleet/next")).doesNotExist();
        with(journal -> journal.keep(CHANGE));
        assertNew();
    }

    @Test
    void leavesTheNewOnceItIsCommitted() throws IOException {
        with(journal -> {
            journal.prepare(CHANGE);
            journal.commit();
        });
        assertOld();
        with(MemoryJournal::recover);
        assertNew();
        with(MemoryJournal::recover);
        assertNew();
    }

    @Test
    void goesOnWhereAnEarlierRunnerStopped() throws IOException {
        for (int done = 0; done <= 3; done++) {
            makeHome();
            Files.deleteIfExists(home.resolve("memory/b.md"));
            with(journal -> {
                journal.prepare(CHANGE);
                journal.commit();
            });
            // What it had applied by then.
            List<String> changes =
                    Files.readAllLines(home.resolve(".crayfleet/kept/changes")).stream()
                            .filter(line -> line.startsWith("put "))
                            .map(line -> line.substring("put ".length()))
                            .toList();
            for (int i = 0; i < Math.min(done, 2); i++) {
                Files.move(
                        home.resolve(".crayfleet/kept/" + i),
                        home.resolve(changes.get(i)),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            if (done == 3) {
                Files.delete(home.resolve("memory/a.md"));
            }
            with(MemoryJournal::recover);
            assertNew();
        }
    }

    @Test
    void theNextTaskFindsWhatWasCommitted() throws Exception {
        with(journal -> {
            journal.prepare(CHANGE);
            journal.commit();
        });
        AgentHomes homes =
                new AgentHomes(
                        new HomeSettings(folder, "here", 1_000_000, 100), Duration.ofSeconds(1));
        Path target = Files.createDirectory(folder.resolve("target"));
        // Also one whose agent keeps nothing.
        try (AgentHome opened = homes.open("home", false, () -> true)) {
            assertThat(opened.copyTo(target)).isEmpty();
        }
        assertThat(target.resolve("MEMORY.md")).hasContent("new");
        assertNew();
    }
}
