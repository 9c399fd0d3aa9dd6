package dev.crayfleet.trial.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.TaskStatus;
import org.junit.jupiter.api.Test;

/** Whoever breaks a promise is found, each in its own way; who keeps them is not accused. */
class AuditTest {
    private static final String ONE = "runner-1";
    private static final String TWO = "runner-2";

    @Test
    void aTaskDoneOnceKeepsEveryPromise() {
        assertThat(new AuditScenario().accepted().done(1, ONE).verdict()).isEmpty();
    }

    @Test
    void aTaskDoneAtItsSecondAttemptKeepsThemToo() {
        AuditScenario zombie = new AuditScenario().accepted().lostOnce().done(2, TWO);
        assertThat(zombie.ended(1, ONE).ignored(1, ONE).verdict()).isEmpty();
    }

    @Test
    void aTaskThatLostAllItsAttemptsMayFail() {
        AuditScenario story = new AuditScenario().accepted();
        for (int attempt = 1; attempt <= 3; attempt++) {
            story.claimed(attempt, ONE).started(attempt, ONE);
        }
        assertThat(story.result(3, ONE, TaskStatus.FAILED, "").posted().verdict()).isEmpty();
    }

    @Test
    void whatWasNotAcceptedNeedsNoResult() {
        assertThat(new AuditScenario().verdict()).isEmpty();
    }

    @Test
    void aMissingResult() {
        assertThat(new AuditScenario().accepted().claimed(1, ONE).started(1, ONE).verdict())
                .containsExactly("it was accepted and has no result");
    }

    @Test
    void aSecondResult() {
        assertThat(new AuditScenario().accepted().done(1, ONE).result(1, ONE).verdict())
                .containsExactly("it has 2 results");
    }

    @Test
    void aResultWithoutItsEvent() {
        assertThat(
                        new AuditScenario()
                                .accepted()
                                .claimed(1, ONE)
                                .started(1, ONE)
                                .ended(1, ONE)
                                .resultOnly(1, ONE, TaskStatus.SUCCEEDED, "1 + 7 = 8")
                                .posted()
                                .verdict())
                .containsExactly("it has 1 results and was finished 0 times");
    }

    @Test
    void ofAHostileInputHowOftenItWasTriedIsLeftOpen() {
        AuditScenario story = new AuditScenario(true).accepted().done(1, ONE);
        assertThat(story.verdict()).isEmpty();
        assertThat(
                        new AuditScenario(true)
                                .accepted()
                                .claimed(1, ONE)
                                .started(1, ONE)
                                .ended(1, ONE)
                                .result(1, ONE, TaskStatus.FAILED, "")
                                .posted()
                                .verdict())
                .isEmpty();
        assertThat(new AuditScenario(true).verdict()).as("it was refused").isEmpty();
        assertThat(story.posted().verdict()).containsExactly("its result was posted 2 times");
    }

    @Test
    void aMissingPost() {
        AuditScenario story =
                new AuditScenario().accepted().claimed(1, ONE).started(1, ONE).ended(1, ONE);
        assertThat(story.result(1, ONE).verdict()).containsExactly("its result was not posted");
    }

    @Test
    void aDoublePost() {
        assertThat(new AuditScenario().accepted().done(1, ONE).posted().verdict())
                .containsExactly("its result was posted 2 times");
    }

    @Test
    void aPostOfNothing() {
        assertThat(new AuditScenario().posted().verdict())
                .containsExactly("a result was posted that is none");
    }

    @Test
    void aDoubleClaim() {
        assertThat(new AuditScenario().accepted().done(1, ONE).claimed(1, ONE).verdict())
                .containsExactly("attempt 1 was claimed 2 times");
    }

    @Test
    void aDoubleStart() {
        assertThat(new AuditScenario().accepted().done(1, ONE).journal(1).verdict())
                .containsExactly("attempt 1 was started 2 times");
    }

    @Test
    void aStartWithoutAClaim() {
        assertThat(new AuditScenario().accepted().done(1, ONE).journal(2).verdict())
                .contains("attempt 2 was started and never claimed");
    }

    @Test
    void aResultOfAStaleAttempt() {
        AuditScenario story =
                new AuditScenario().accepted().lostOnce().claimed(2, TWO).started(2, TWO);
        assertThat(story.ended(1, ONE).result(1, ONE).posted().verdict())
                .containsExactly("its result is of attempt 1, but attempt 2 was claimed");
    }

    @Test
    void aResultOfAZombieUnderTheNewAttemptsNumber() {
        AuditScenario story =
                new AuditScenario().accepted().lostOnce().claimed(2, TWO).started(2, TWO);
        assertThat(story.ended(2, TWO).result(2, ONE).posted().verdict())
                .containsExactlyInAnyOrder(
                        "its result is of a runner that did not have the last attempt",
                        "its result is of another agent than the last attempt's");
    }

    @Test
    void twoEndsThatWereBelieved() {
        assertThat(new AuditScenario().accepted().done(1, ONE).ended(1, ONE).verdict())
                .contains("2 messages of the end of attempt 1 were believed");
    }

    @Test
    void aSuccessThatWasIgnored() {
        assertThat(new AuditScenario().accepted().done(1, ONE).ignored(1, ONE).verdict())
                .containsExactly("it succeeded by a message that was ignored, or by none");
    }

    @Test
    void aTaskGivenUpTooEarly() {
        AuditScenario story = new AuditScenario().accepted().claimed(1, ONE).started(1, ONE);
        assertThat(story.result(1, ONE, TaskStatus.FAILED, "").posted().verdict())
                .containsExactly("it failed after 1 of 3 attempts");
    }

    @Test
    void moreAttemptsThanAllowed() {
        AuditScenario story = new AuditScenario().accepted();
        for (int attempt = 1; attempt <= 3; attempt++) {
            story.claimed(attempt, ONE).started(attempt, ONE);
        }
        assertThat(story.done(4, ONE).verdict())
                .containsExactly("it had 4 attempts where 3 are allowed");
    }

    @Test
    void aWrongAnswer() {
        AuditScenario story =
                new AuditScenario().accepted().claimed(1, ONE).started(1, ONE).ended(1, ONE);
        assertThat(story.result(1, ONE, TaskStatus.SUCCEEDED, "2 + 7 = 9").posted().verdict())
                .containsExactly("its result is not its answer, which is: 1 + 7 = 8");
    }

    @Test
    void aTaskThatNobodyAskedFor() {
        AuditScenario story = new AuditScenario().accepted().done(1, ONE);
        story.audit().posted("storm-99");
        assertThat(story.verdict())
                .contains("nobody asked for this task", "a result was posted that is none");
    }

    @Test
    void deadLettersAreThoseSentOnPurposeAndNoOthers() {
        AuditScenario story = new AuditScenario().accepted().done(1, ONE);
        story.audit().askedBadly("{torn");
        assertThat(story.verdict()).containsExactly("0 instead of 1 for: {torn");
        story.audit().deadLetter("{torn", "this is no JSON");
        assertThat(story.verdict()).isEmpty();
        story.audit().deadLetter("{\"prompt\": \"x\"}", "the dispatcher failed on it");
        assertThat(story.verdict())
                .containsExactly("nobody sent what cannot be read: {\"prompt\": \"x\"}");
    }

    @Test
    void aDeadLetterWithoutAReason() {
        AuditScenario story = new AuditScenario();
        story.audit().askedBadly("{torn");
        story.audit().deadLetter("{torn", "");
        assertThat(story.verdict()).contains("it has no reason: {torn");
    }
}
