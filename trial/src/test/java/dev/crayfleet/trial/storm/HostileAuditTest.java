package dev.crayfleet.trial.storm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.corpus.HostileRecord.Outcome;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each check reports the case that breaks it, and no other. */
class HostileAuditTest {
    private static final String POSITION = "crayfleet.tasks-3@7";

    private final HostileAudit audit = new HostileAudit();

    @Test
    void hasNoViolationIfEachInputIsAnsweredRightly() {
        record(POSITION, Outcome.DEAD_LETTER, null);
        record("crayfleet.tasks-3@8", Outcome.TASK, "odd-1");
        record("crayfleet.claims-3@9", Outcome.IGNORED, null);
        audit.recordNotTaken(HostilePath.TASKS, "of the year 9999", Outcome.NOT_TAKEN);
        audit.messageSent(HostilePath.MESSAGE, "text", "11");
        audit.messageSent(HostilePath.ATTACHMENT, "bytes", "12");
        audit.taskAccepted(HostilePath.HTTP_TEXT, "text", "http-1");
        audit.refusedAtOnce(HostilePath.HTTP_TEXT);

        assertThat(audit.deadLetter(POSITION, "this is no JSON at all")).isTrue();
        audit.messageRefused("11");
        List.of("odd-1", "discord-12", "http-1").forEach(audit::taskFinished);

        assertThat(audit.isAllAnswered()).isTrue();
        assertThat(audit.finishedTasks()).isEqualTo(3);
        assertThat(audit.verdict()).isEmpty();
        assertThat(counts(HostilePath.TASKS)).containsExactly(4, 1, 1, 1, 1);
        assertThat(counts(HostilePath.MESSAGE)).containsExactly(1, 0, 0, 1, 0);
        assertThat(counts(HostilePath.ATTACHMENT)).containsExactly(1, 1, 0, 0, 0);
        assertThat(counts(HostilePath.HTTP_TEXT)).containsExactly(2, 1, 0, 1, 0);
    }

    @Test
    void reportsAMissingDeadLetter() {
        record(POSITION, Outcome.DEAD_LETTER, null);

        assertThat(verdict()).containsExactly("0 dead letters instead of 1");
    }

    @Test
    void reportsASecondDeadLetter() {
        record(POSITION, Outcome.DEAD_LETTER, null);
        audit.deadLetter(POSITION, "no JSON");
        audit.deadLetter(POSITION, "no JSON");

        assertThat(verdict()).containsExactly("2 dead letters instead of 1");
    }

    @Test
    void reportsADeadLetterWithAnotherReason() {
        record(POSITION, Outcome.DEAD_LETTER, null);
        audit.deadLetter(POSITION, "the dispatcher failed on it");

        assertThat(verdict())
                .containsExactly(
                        "its dead letter says \"the dispatcher failed on it\", and nothing of \"JSON\"");
    }

    @Test
    void reportsADeadLetterOfAReadableTask() {
        record(POSITION, Outcome.TASK, "odd-1");
        audit.deadLetter(POSITION, "JSON");

        assertThat(verdict()).containsExactly("1 dead letters instead of 0");
    }

    @Test
    void reportsATaskThatDoesNotEnd() {
        record(POSITION, Outcome.TASK, "odd-1");
        audit.taskFinished("odd-2");

        assertThat(audit.isAllAnswered()).isFalse();
        assertThat(verdict()).containsExactly("its task has not ended");
    }

    @Test
    void reportsAMessageWithoutAnAnswer() {
        audit.messageSent(HostilePath.MESSAGE, "text", "11");
        audit.messageRefused("12");

        assertThat(audit.isAllAnswered()).isFalse();
        assertThat(verdict()).containsExactly("it was not answered");
    }

    @Test
    void reportsAMessageThatIsRefusedAndRun() {
        audit.messageSent(HostilePath.MESSAGE, "text", "11");
        audit.messageRefused("11");
        audit.taskFinished("discord-11");

        assertThat(verdict()).containsExactly("it was refused, and is a task as well");
    }

    @Test
    void reportsARecordThatKafkaRefusesUnexpectedly() {
        audit.recordNotTaken(HostilePath.TASKS, "no timestamp", Outcome.TASK);

        assertThat(verdict()).containsExactly("Kafka did not take it");
    }

    @Test
    void ignoresDeadLettersOfOtherRecords() {
        assertThat(audit.deadLetter(POSITION, "JSON")).isFalse();
        assertThat(audit.verdict()).isEmpty();
    }

    @Test
    void reportsAnUnshownResultWithoutADeadLetter() {
        audit.resultNotShown();

        assertThat(verdict())
                .containsExactly("1 results are said not to be shown, and 0 are dead letters");
    }

    @Test
    void cancelsUnfinishedTasksThatHaveNoRunner() {
        audit.taskWithoutRunner("odd-b");
        audit.taskWithoutRunner("odd-a");
        assertThat(audit.tasksToCancel()).containsExactly("odd-a", "odd-b");

        audit.taskFinished("odd-a");
        assertThat(audit.tasksToCancel()).containsExactly("odd-b");
    }

    private void record(String position, Outcome outcome, @Nullable String task) {
        audit.recordSent(
                new HostileSubmission(HostilePath.TASKS, "odd", outcome, "JSON"),
                position,
                task,
                null);
    }

    private Collection<Integer> counts(HostilePath path) {
        return requireNonNull(audit.counts().get(path)).byName().values();
    }

    private List<String> verdict() {
        return audit.verdict().stream().map(Violation::what).toList();
    }
}
