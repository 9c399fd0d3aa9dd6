package dev.crayfleet.cli.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.agents.process.ProcessIdentity;
import org.junit.jupiter.api.Test;

class RunnerLinesTest {
    private static final String TIME = "2026-01-01T00:00:00.000Z ";
    private static final AgentState STATE =
            AgentState.begun(ProcessIdentity.NONE, 0).started(ProcessIdentity.NONE, 1, 0);

    private static AgentState after(AgentState state, String level, String message) {
        return RunnerLines.after(state, TIME + level + " d.c.runner.run.Runner - " + message);
    }

    @Test
    void followsTheTaskInHand() {
        AgentState taken = after(STATE, "INFO ", "task t-1#1 is taken");
        assertThat(taken.task()).isEqualTo("t-1#1");
        assertThat(after(taken, "INFO ", "task t-1#1: agent-1-a starts").task()).isNotNull();
        assertThat(after(taken, "INFO ", "task t-2#1 has succeeded").task()).isNotNull();
        assertThat(after(taken, "INFO ", "task t-1#1 has succeeded").task()).isNull();
        assertThat(after(taken, "INFO ", "task t-1#1 has failed (LOST): gone").task()).isNull();
    }

    @Test
    void keepsTheLastError() {
        assertThat(after(STATE, "ERROR", "it broke").lastError()).isEqualTo("it broke");
        assertThat(after(STATE, "WARN ", "perhaps").lastError()).isNull();
        assertThat(RunnerLines.after(STATE, "crayfleet: beat is not understood").lastError())
                .isEqualTo("beat is not understood");
        assertThat(RunnerLines.after(STATE, "  at some.Class")).isEqualTo(STATE);
    }
}
