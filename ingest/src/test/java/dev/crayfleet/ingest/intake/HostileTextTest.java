package dev.crayfleet.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What people write in Discord, and the same as a file that is the task. */
class HostileTextTest {
    private static final Intake.AllowedSenders PEOPLE_ONLY =
            new Intake.AllowedSenders(Set.of("99"), bot -> false);

    static List<HostileInput> texts() {
        return Corpus.of("text");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aMessageIsATaskOrRefused(HostileInput input) {
        IncomingMessage message = message(input.text("text").orElseThrow());
        TaskDraft.Reading reading = Intake.read(message, "");
        if (input.answer("prompt").isPresent()) {
            assertThat(Intake.decide(message, PEOPLE_ONLY)).isInstanceOf(IntakeDecision.Take.class);
            TaskDraft draft = understood(reading);
            assertThat(draft.text()).isEqualTo(input.answer("prompt").orElseThrow());
            assertThat(draft.pool().value()).isEqualTo(input.answer("pool").orElse("default"));
            assertThat(draft.options().model()).isEqualTo(input.answer("model").orElse(null));
        } else {
            assertThat(Intake.decide(message, PEOPLE_ONLY))
                    .isInstanceOf(IntakeDecision.Refuse.class);
            assertThat(reading).isInstanceOf(TaskDraft.Reading.Refused.class);
            assertThat(((TaskDraft.Reading.Refused) reading).reason())
                    .contains(input.answer("refused").orElse("nothing to do"))
                    .endsWith(".");
        }
    }

    /** In a file nothing is a tag: all that can be seen is the task, to the letter. */
    @ParameterizedTest
    @MethodSource("texts")
    void aFileIsThePromptToTheLetter(HostileInput input) {
        String file = input.text("text").orElseThrow();
        TaskDraft.Reading reading = Intake.read(message("[model:coder]"), file);
        if (input.answer().has("noText") && !file.contains("[")) {
            assertThat(reading).isInstanceOf(TaskDraft.Reading.Refused.class);
        } else {
            TaskOptions options = understood(reading).options();
            assertThat(understood(reading).text()).isEqualTo(file.stripTrailing());
            assertThat(options).isEqualTo(new TaskOptions("coder", null, null, null, null));
            TaskDraft.Reading together = Intake.read(message("Read this: [retries:0]"), file);
            assertThat(understood(together).text())
                    .isEqualTo("Read this:\n\n" + file.stripTrailing());
        }
    }

    private static TaskDraft understood(TaskDraft.Reading reading) {
        if (reading instanceof TaskDraft.Reading.Understood(TaskDraft draft)) {
            return draft;
        }
        throw new AssertionError("not understood: " + reading);
    }

    private static IncomingMessage message(String text) {
        return new IncomingMessage(
                "1",
                "2",
                new IncomingMessage.Author("7", "ada", false, ""),
                IncomingMessage.Kind.WRITTEN,
                text,
                IncomingMessage.OtherContent.NOTHING,
                List.of(),
                false,
                Instant.parse("2026-11-21T10:00:00Z"));
    }
}
