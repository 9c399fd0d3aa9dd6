package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
    private static final int COLUMNS = 60;
    private static final TaskId ID = new TaskId("t");
    private static final Instant AT = Instant.EPOCH;
    private static final Holder HOLDER = new Holder(new RunnerId("runner-1"), new Incarnation("i"));

    private final StringWriter err = new StringWriter();
    private long now = Long.MAX_VALUE - 1;

    private WaitingLine line(boolean isDrawn) {
        return new WaitingLine(new PrintWriter(err), isDrawn, COLUMNS, ID, () -> now);
    }

    private void passes(WaitingLine line, int seconds) {
        for (int i = 0; i < seconds * 4; i++) {
            now += Duration.ofMillis(250).toNanos();
            line.waited();
        }
    }

    private static TaskEvent queued(int position, int seconds) {
        return new TaskEvent.TaskQueued(
                ID,
                Pool.DEFAULT,
                new Origin.Cli(),
                Requester.UNKNOWN,
                position,
                Duration.ofSeconds(seconds),
                AT,
                null);
    }

    private static TaskEvent progressed(String note) {
        return new TaskEvent.TaskProgressed(ID, Pool.DEFAULT, 1, note, AT);
    }

    @Test
    void aLogGetsALineNowAndThen() {
        try (WaitingLine line = line(false)) {
            line.heard(queued(3, 130));
            passes(line, 4);
            assertThat(err.toString()).as("most tasks end sooner").isEmpty();
            passes(line, 2);
            for (int i = 0; i < 100; i++) {
                line.heard(progressed("step " + i));
                passes(line, 1);
            }
            passes(line, 1_000);
        }
        assertThat(err.toString().lines())
                .containsExactly(
                        "task t waits: place 3, expected to wait 2 min 10 s",
                        "task t goes on: step 28",
                        "task t goes on: step 58",
                        "task t goes on: step 88",
                        "task t goes on: step 99");
    }

    @Test
    void aTerminalGetsOneLineThatIsTakenAway() {
        try (WaitingLine line = line(true)) {
            line.heard(
                    new TaskEvent.TaskClaimed(
                            ID, Pool.DEFAULT, 2, HOLDER, new Origin.Cli(), AT, null));
            passes(line, 3);
            line.heard(progressed("evil \u001b[2J and long " + "広".repeat(500)));
            passes(line, 2);
        }
        assertThat(err.toString())
                .startsWith("\rit is with runner-1, attempt 2 (0 s)\u001b[K")
                .contains("\rit is with runner-1, attempt 2 (3 s)\u001b[K")
                .contains("goes on: evil ")
                .doesNotContain("\u001b[2J", "\n")
                .endsWith("\r\u001b[K");
        assertThat(err.toString().split("\r"))
                .as("or it is wrapped, and cannot be taken away")
                .allMatch(each -> TextWidth.of(each.replace("\u001b[K", "")) < COLUMNS);
    }

    @Test
    void whatTheDispatcherTellsIsSaidUnlessTheAgentSaysMore() {
        try (WaitingLine line = line(true)) {
            line.heard(progressed("reading"));
            line.looked("is with runner-1");
            passes(line, 1);
            assertThat(err.toString()).doesNotContain("is with");
            line.looked("waits: the pool is paused");
            passes(line, 1);
            assertThat(err.toString()).contains("\rit waits: the pool is paused (");
        }
    }
}
