package dev.crayfleet.trial.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.TaskStatus;
import org.junit.jupiter.api.Test;

/** Each broken promise is reported, and nothing else. */
class AuditTest {
    private static final String RUNNER_1 = "runner-1";
    private static final String RUNNER_2 = "runner-2";

    @Test
    void aTaskCompletedAtOnceHasNoViolation() {
        assertThat(new AuditScenario().accepted().completed(1, RUNNER_1).verdict()).isEmpty();
    }

    @Test
    void aTaskCompletedAtItsSecondAttemptHasNoViolation() {
        AuditScenario scenario =
                new AuditScenario().accepted().firstAttemptLost().completed(2, RUNNER_2);
        assertThat(scenario.finished(1, RUNNER_1).finishIgnored(1, RUNNER_1).verdict()).isEmpty();
    }

    @Test
    void aTaskThatLostAllAttemptsMayFail() {
        AuditScenario scenario = new AuditScenario().accepted();
        for (int attempt = 1; attempt <= 3; attempt++) {
            scenario.claimed(attempt, RUNNER_1).started(attempt, RUNNER_1);
        }
        assertThat(scenario.result(3, RUNNER_1, TaskStatus.FAILED, "").posted().verdict())
                .isEmpty();
    }

    @Test
    void aTaskThatWasNotAcceptedNeedsNoResult() {
        assertThat(new AuditScenario().verdict()).isEmpty();
    }

    @Test
    void reportsAMissingResult() {
        assertThat(
                        new AuditScenario()
                                .accepted()
                                .claimed(1, RUNNER_1)
                                .started(1, RUNNER_1)
                                .verdict())
                .containsExactly("it was accepted and has no result");
    }

    @Test
    void reportsASecondResult() {
        assertThat(
                        new AuditScenario()
                                .accepted()
                                .completed(1, RUNNER_1)
                                .result(1, RUNNER_1)
                                .verdict())
                .containsExactly("it has 2 results");
    }

    @Test
    void reportsAResultWithoutItsFinishedEvent() {
        assertThat(
                        new AuditScenario()
                                .accepted()
                                .claimed(1, RUNNER_1)
                                .started(1, RUNNER_1)
                                .finished(1, RUNNER_1)
                                .resultWithoutEvent(1, RUNNER_1, TaskStatus.SUCCEEDED, "1 + 7 = 8")
                                .posted()
                                .verdict())
                .containsExactly("it has 1 results and was finished 0 times");
    }

    @Test
    void aTaskOfAHostileInputMayHaveAnyNumberOfAttempts() {
        AuditScenario scenario = new AuditScenario(true).accepted().completed(1, RUNNER_1);
        assertThat(scenario.verdict()).isEmpty();
        assertThat(
                        new AuditScenario(true)
                                .accepted()
                                .claimed(1, RUNNER_1)
                                .started(1, RUNNER_1)
                                .finished(1, RUNNER_1)
                                .result(1, RUNNER_1, TaskStatus.FAILED, "")
                                .posted()
                                .verdict())
                .isEmpty();
        assertThat(new AuditScenario(true).verdict()).as("it was refused").isEmpty();
        assertThat(scenario.posted().verdict()).containsExactly("its result was posted 2 times");
    }

    @Test
    void reportsAMissingPost() {
        AuditScenario scenario =
                new AuditScenario()
                        .accepted()
                        .claimed(1, RUNNER_1)
                        .started(1, RUNNER_1)
                        .finished(1, RUNNER_1);
        assertThat(scenario.result(1, RUNNER_1).verdict())
                .containsExactly("its result was not posted");
    }

    @Test
    void reportsASecondPost() {
        assertThat(new AuditScenario().accepted().completed(1, RUNNER_1).posted().verdict())
                .containsExactly("its result was posted 2 times");
    }

    @Test
    void reportsAPostWithoutAResult() {
        assertThat(new AuditScenario().posted().verdict())
                .containsExactly("a result was posted that is none");
    }

    @Test
    void reportsASecondClaimOfAnAttempt() {
        assertThat(
                        new AuditScenario()
                                .accepted()
                                .completed(1, RUNNER_1)
                                .claimed(1, RUNNER_1)
                                .verdict())
                .containsExactly("attempt 1 was claimed 2 times");
    }

    @Test
    void reportsASecondStartOfAnAttempt() {
        assertThat(new AuditScenario().accepted().completed(1, RUNNER_1).startLine(1).verdict())
                .containsExactly("attempt 1 was started 2 times");
    }

    @Test
    void reportsAStartWithoutAClaim() {
        assertThat(new AuditScenario().accepted().completed(1, RUNNER_1).startLine(2).verdict())
                .contains("attempt 2 was started and never claimed");
    }

    @Test
    void reportsAResultOfAStaleAttempt() {
        AuditScenario scenario =
                new AuditScenario()
                        .accepted()
                        .firstAttemptLost()
                        .claimed(2, RUNNER_2)
                        .started(2, RUNNER_2);
        assertThat(scenario.finished(1, RUNNER_1).result(1, RUNNER_1).posted().verdict())
                .containsExactly("its result is of attempt 1, but attempt 2 was claimed");
    }

    @Test
    void reportsAResultOfTheOldRunnerUnderTheNewAttemptsNumber() {
        AuditScenario scenario =
                new AuditScenario()
                        .accepted()
                        .firstAttemptLost()
                        .claimed(2, RUNNER_2)
                        .started(2, RUNNER_2);
        assertThat(scenario.finished(2, RUNNER_2).result(2, RUNNER_1).posted().verdict())
                .containsExactlyInAnyOrder(
                        "its result is of a runner that did not have the last attempt",
                        "its result is of another agent than the last attempt's");
    }

    @Test
    void reportsTwoAcceptedFinishesOfAnAttempt() {
        assertThat(
                        new AuditScenario()
                                .accepted()
                                .completed(1, RUNNER_1)
                                .finished(1, RUNNER_1)
                                .verdict())
                .contains("2 messages of the end of attempt 1 were believed");
    }

    @Test
    void reportsASuccessWhoseFinishWasIgnored() {
        assertThat(
                        new AuditScenario()
                                .accepted()
                                .completed(1, RUNNER_1)
                                .finishIgnored(1, RUNNER_1)
                                .verdict())
                .containsExactly("it succeeded by a message that was ignored, or by none");
    }

    @Test
    void reportsATaskThatFailedTooEarly() {
        AuditScenario scenario =
                new AuditScenario().accepted().claimed(1, RUNNER_1).started(1, RUNNER_1);
        assertThat(scenario.result(1, RUNNER_1, TaskStatus.FAILED, "").posted().verdict())
                .containsExactly("it failed after 1 of 3 attempts");
    }

    @Test
    void reportsMoreAttemptsThanAllowed() {
        AuditScenario scenario = new AuditScenario().accepted();
        for (int attempt = 1; attempt <= 3; attempt++) {
            scenario.claimed(attempt, RUNNER_1).started(attempt, RUNNER_1);
        }
        assertThat(scenario.completed(4, RUNNER_1).verdict())
                .containsExactly("it had 4 attempts where 3 are allowed");
    }

    @Test
    void reportsAWrongAnswer() {
        AuditScenario scenario =
                new AuditScenario()
                        .accepted()
                        .claimed(1, RUNNER_1)
                        .started(1, RUNNER_1)
                        .finished(1, RUNNER_1);
        assertThat(
                        scenario.result(1, RUNNER_1, TaskStatus.SUCCEEDED, "2 + 7 = 9")
                                .posted()
                                .verdict())
                .containsExactly("its result is not its answer, which is: 1 + 7 = 8");
    }

    @Test
    void reportsATaskThatNobodySubmitted() {
        AuditScenario scenario = new AuditScenario().accepted().completed(1, RUNNER_1);
        scenario.audit().resultPosted("storm-99");
        assertThat(scenario.verdict())
                .contains("nobody asked for this task", "a result was posted that is none");
    }

    @Test
    void reportsMissingAndUnexpectedDeadLetters() {
        AuditScenario scenario = new AuditScenario().accepted().completed(1, RUNNER_1);
        scenario.audit().expectUnreadable("{torn");
        assertThat(scenario.verdict()).containsExactly("0 instead of 1 for: {torn");
        scenario.audit().onDeadLetter("{torn", "this is no JSON");
        assertThat(scenario.verdict()).isEmpty();
        scenario.audit().onDeadLetter("{\"prompt\": \"x\"}", "the dispatcher failed on it");
        assertThat(scenario.verdict())
                .containsExactly("nobody sent what cannot be read: {\"prompt\": \"x\"}");
    }

    @Test
    void reportsADeadLetterWithoutAReason() {
        AuditScenario scenario = new AuditScenario();
        scenario.audit().expectUnreadable("{torn");
        scenario.audit().onDeadLetter("{torn", "");
        assertThat(scenario.verdict()).contains("it has no reason: {torn");
    }
}
