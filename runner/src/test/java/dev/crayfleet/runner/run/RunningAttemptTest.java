package dev.crayfleet.runner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.ClaimMessage.Work;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunMessage.RunProgressed;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How often the progress of an agent is reported. */
class RunningAttemptTest {
    private final RunningAttempt attempt =
            new RunningAttempt(
                    new ClaimGranted(
                            new Holder(new RunnerId("r"), new Incarnation("1")),
                            new Attempt(new TaskId("t"), 1),
                            Pool.DEFAULT,
                            new Work(
                                    Prompt.of("1 + 1"),
                                    TaskOptions.NONE,
                                    List.of(),
                                    Requester.UNKNOWN,
                                    new Origin.Http()),
                            Duration.ofSeconds(15),
                            Instant.EPOCH));

    private Optional<String> takeNote(double seconds) {
        return attempt.takeProgress((long) (seconds * 1e9), Instant.EPOCH).map(RunProgressed::note);
    }

    @Test
    void reportsTheLatestNoteEveryTwoSecondsAtMost() {
        assertThat(takeNote(0)).isEmpty();
        attempt.progressed("one");
        assertThat(takeNote(0.2)).contains("one");
        attempt.progressed("two");
        assertThat(takeNote(0.4)).isEmpty();
        attempt.progressed("three");
        assertThat(takeNote(2.1)).isEmpty();
        assertThat(takeNote(2.2)).contains("three");
        assertThat(takeNote(9)).isEmpty();
    }

    @Test
    void cutsANoteAtTwoHundredCharacters() {
        attempt.progressed("x".repeat(500));
        assertThat(takeNote(1).orElseThrow()).hasSize(200);
    }
}
