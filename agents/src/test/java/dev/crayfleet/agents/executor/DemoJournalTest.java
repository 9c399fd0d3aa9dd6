package dev.crayfleet.agents.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoJournalTest {
    private static final Attempt SECOND = new Attempt(new TaskId("t"), 2);

    @Test
    void appendsALineForEachStart(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("starts");
        new DemoJournal(file, new RunnerId("r1")).recordStart(new Attempt(new TaskId("t"), 1));
        new DemoJournal(file, new RunnerId("r2")).recordStart(SECOND);
        new DemoJournal(null, new RunnerId("r3")).recordStart(SECOND);
        long pid = ProcessHandle.current().pid();
        assertThat(Files.readAllLines(file)).containsExactly("t 1 r1 " + pid, "t 2 r2 " + pid);
    }

    @Test
    void failsWhereTheStartCannotBeWritten(@TempDir Path folder) {
        DemoJournal journal = new DemoJournal(folder.resolve("no/such"), new RunnerId("r1"));
        assertThatThrownBy(() -> journal.recordStart(SECOND))
                .isInstanceOf(UncheckedIOException.class);
    }
}
