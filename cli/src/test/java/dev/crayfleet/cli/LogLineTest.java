package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogLineTest {
    private static final TaskId ID = new TaskId("t");
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final Origin HTTP = new Origin.Http();
    private static final Holder ONE = new Holder(new RunnerId("runner-1"), new Incarnation("1-a"));

    @Test
    void whatTheAgentSaysHasNoSign() {
        TaskEvent.OfTask said =
                new TaskEvent.TaskProgressed(
                        ID, Pool.DEFAULT, 1, "reads\u001b[2J\nthe \u202etask", AT);
        assertThat(line(said)).isEqualTo("03:04:05  reads the task");
        assertThat(LogLine.words(said)).contains("reads the task");
    }

    @Test
    void whatHappensToTheTaskHasOne() {
        TaskEvent.OfTask queued =
                new TaskEvent.TaskQueued(
                        ID, Pool.DEFAULT, HTTP, Requester.UNKNOWN, 3, null, AT, null);
        assertThat(line(queued)).isEqualTo("03:04:05  -- queued in pool default, at place 3");
        assertThat(LogLine.words(queued)).isEmpty();
        assertThat(line(new TaskEvent.TaskClaimed(ID, Pool.DEFAULT, 2, ONE, HTTP, AT, null)))
                .endsWith("-- attempt 2: claimed by runner-1");
        assertThat(
                        line(
                                new TaskEvent.AgentSpawned(
                                        ID, Pool.DEFAULT, 1, ONE, "agent-1-a", "demo", "p", AT)))
                .endsWith("-- attempt 1: agent-1-a is started (demo)");
        assertThat(line(retry(AT.plusSeconds(3))))
                .endsWith(
                        "-- attempt 1 failed (transient): the network is away; the next one is made in 3 s");
        assertThat(line(retry(AT))).endsWith("the next one is made at once");
        assertThat(line(finished(TaskStatus.FAILED, "no such model")))
                .endsWith("-- failed: no such model");
        assertThat(line(finished(TaskStatus.SUCCEEDED, null))).endsWith("-- succeeded");
    }

    @Test
    void whatConcernsOthersIsLeftOut() {
        assertThat(
                        LogLine.of(
                                new TaskEvent.QueueMoved(ID, Pool.DEFAULT, 2, null, AT),
                                AT,
                                ZoneOffset.UTC))
                .isEmpty();
    }

    private static TaskEvent.OfTask retry(Instant notBefore) {
        return new TaskEvent.RetryScheduled(
                ID,
                Pool.DEFAULT,
                1,
                FailureKind.TRANSIENT,
                "the network\u0007 is away",
                notBefore,
                AT);
    }

    private static TaskEvent.OfTask finished(TaskStatus status, @Nullable String reason) {
        return new TaskEvent.TaskFinished(
                ID, Pool.DEFAULT, 1, status, null, HTTP, reason, AT, null);
    }

    private static String line(TaskEvent.OfTask event) {
        return LogLine.of(event, AT, ZoneOffset.UTC).orElseThrow();
    }
}
