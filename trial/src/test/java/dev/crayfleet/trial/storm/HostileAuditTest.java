package dev.crayfleet.trial.storm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.corpus.HostileRecord.Outcome;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each check finds who breaks it. */
class HostileAuditTest {
    private static final String PLACE = "crayfleet.tasks-3@7";

    private final HostileAudit audit = new HostileAudit();

    @Test
    void isContentWhereEachIsAnsweredRightly() {
        record(PLACE, Outcome.DEAD_LETTER, null);
        record("crayfleet.tasks-3@8", Outcome.TASK, "odd-1");
        record("crayfleet.claims-3@9", Outcome.IGNORED, null);
        audit.notTaken(HostilePath.TASKS, "of the year 9999", Outcome.NOT_TAKEN);
        audit.message(HostilePath.MESSAGE, "text", "11");
        audit.message(HostilePath.ATTACHMENT, "bytes", "12");
        audit.accepted(HostilePath.HTTP_TEXT, "text", "http-1");
        audit.refused(HostilePath.HTTP_TEXT);

        assertThat(audit.deadLetter(PLACE, "this is no JSON at all")).isTrue();
        audit.replied("11");
        List.of("odd-1", "discord-12", "http-1").forEach(audit::finished);

        assertThat(audit.allAnswered()).isTrue();
        assertThat(audit.tasksFinished()).isEqualTo(3);
        assertThat(audit.verdict()).isEmpty();
        assertThat(counts(HostilePath.TASKS)).containsExactly(4, 1, 1, 1, 1);
        assertThat(counts(HostilePath.MESSAGE)).containsExactly(1, 0, 0, 1, 0);
        assertThat(counts(HostilePath.ATTACHMENT)).containsExactly(1, 1, 0, 0, 0);
        assertThat(counts(HostilePath.HTTP_TEXT)).containsExactly(2, 1, 0, 1, 0);
    }

    @Test
    void missesADeadLetter() {
        record(PLACE, Outcome.DEAD_LETTER, null);

        assertThat(verdict()).containsExactly("0 dead letters instead of 1");
    }

    @Test
    void findsADeadLetterThatIsThereTwice() {
        record(PLACE, Outcome.DEAD_LETTER, null);
        audit.deadLetter(PLACE, "no JSON");
        audit.deadLetter(PLACE, "no JSON");

        assertThat(verdict()).containsExactly("2 dead letters instead of 1");
    }

    @Test
    void findsADeadLetterThatSaysSomethingElse() {
        record(PLACE, Outcome.DEAD_LETTER, null);
        audit.deadLetter(PLACE, "the dispatcher failed on it");

        assertThat(verdict())
                .containsExactly(
                        "its dead letter says \"the dispatcher failed on it\", and nothing of \"JSON\"");
    }

    @Test
    void findsADeadLetterOfATask() {
        record(PLACE, Outcome.TASK, "odd-1");
        audit.deadLetter(PLACE, "JSON");

        assertThat(verdict()).containsExactly("1 dead letters instead of 0");
    }

    @Test
    void missesTheEndOfATask() {
        record(PLACE, Outcome.TASK, "odd-1");
        audit.finished("odd-2");

        assertThat(audit.allAnswered()).isFalse();
        assertThat(verdict()).containsExactly("its task has not ended");
    }

    @Test
    void missesTheAnswerToAMessage() {
        audit.message(HostilePath.MESSAGE, "text", "11");
        audit.replied("12");

        assertThat(audit.allAnswered()).isFalse();
        assertThat(verdict()).containsExactly("it was not answered");
    }

    @Test
    void findsAMessageThatIsRefusedAndDone() {
        audit.message(HostilePath.MESSAGE, "text", "11");
        audit.replied("11");
        audit.finished("discord-11");

        assertThat(verdict()).containsExactly("it was refused, and is a task as well");
    }

    @Test
    void findsARecordThatKafkaDoesNotTake() {
        audit.notTaken(HostilePath.TASKS, "no timestamp", Outcome.TASK);

        assertThat(verdict()).containsExactly("Kafka did not take it");
    }

    @Test
    void leavesOtherDeadLettersToOthers() {
        assertThat(audit.deadLetter(PLACE, "JSON")).isFalse();
        assertThat(audit.verdict()).isEmpty();
    }

    @Test
    void findsAResultThatIsSaidNotToBeShown() {
        audit.notShown();

        assertThat(verdict())
                .containsExactly("1 results are said not to be shown, and 0 are dead letters");
    }

    @Test
    void cancelsWhatWaitsForNobody() {
        audit.waits("odd-b");
        audit.waits("odd-a");
        assertThat(audit.toCancel()).containsExactly("odd-a", "odd-b");

        audit.finished("odd-a");
        assertThat(audit.toCancel()).containsExactly("odd-b");
    }

    private void record(String place, Outcome outcome, @Nullable String task) {
        audit.record(HostilePath.TASKS, "odd", place, outcome, task, "JSON", null);
    }

    private Collection<Integer> counts(HostilePath inlet) {
        return requireNonNull(audit.tallies().get(inlet)).named().values();
    }

    private List<String> verdict() {
        return audit.verdict().stream().map(Violation::what).toList();
    }
}
