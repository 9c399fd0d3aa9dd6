package dev.crayfleet.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.TaskId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class TaskLogTest {
    private static final TaskId TASK = new TaskId("t-1");

    @AfterEach
    void leaveNothing() {
        MDC.clear();
    }

    @Test
    void namesTheTaskAndItsAttempt() {
        TaskLog.name(new Attempt(TASK, 2));
        assertThat(named()).isEqualTo(Map.of("task", "t-1", "attempt", "2"));
    }

    @Test
    void noAttemptIsNamedWhereThereIsNone() {
        TaskLog.name(TASK, 0);
        assertThat(named()).isEqualTo(Map.of("task", "t-1"));
    }

    @Test
    void theAttemptOfAnEarlierTaskDoesNotStay() {
        TaskLog.name(new Attempt(TASK, 2));
        TaskLog.name(new TaskId("t-2"));
        assertThat(named()).isEqualTo(Map.of("task", "t-2"));
    }

    @Test
    void clearingLeavesWhatOthersNamed() {
        MDC.put("other", "x");
        TaskLog.name(new Attempt(TASK, 2));
        TaskLog.clear();
        assertThat(named()).isEqualTo(Map.of("other", "x"));
    }

    private static @Nullable Map<String, String> named() {
        return MDC.getCopyOfContextMap();
    }
}
