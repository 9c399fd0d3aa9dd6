package dev.crayfleet.ingest.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.ingest.intake.IncomingMessage.Attachment;
import dev.crayfleet.ingest.intake.IncomingMessage.Author;
import dev.crayfleet.ingest.intake.IncomingMessage.Kind;
import dev.crayfleet.ingest.intake.IncomingMessage.OtherContent;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final String US = "99";
    private static final Author PERSON = new Author("7", "ada", false, "");
    private static final Author BOT = new Author("8", "helper", true, "44");
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void aTextWithTagsIsATask() {
        IncomingMessage message = message("Draw a crab [agent:Painter] [retries:0]");
        assertThat(decide(message)).isEqualTo(new IntakeDecision.Take(List.of(), -1));
        TaskSubmitted task = understood(message, "").toMessage(null, List.of());
        assertThat(task.id()).isEqualTo(new TaskId("discord-2"));
        assertThat(task.pool()).isEqualTo(new Pool("painter"));
        assertThat(task.prompt()).isEqualTo(Prompt.of("Draw a crab"));
        assertThat(task.options().retries()).isZero();
        assertThat(task.origin()).isEqualTo(new Origin.Discord("1", "2"));
        assertThat(task.requester()).isEqualTo(new Requester("discord:7", "ada"));
        assertThat(task.submittedAt()).isEqualTo(AT);
    }

    @Test
    void ourOwnMessagesAndDiscordsAreIgnored() {
        assertThat(decide(by(new Author(US, "fleet", true, ""), Kind.WRITTEN, false)))
                .isInstanceOf(IntakeDecision.Ignore.class);
        assertThat(decide(by(PERSON, Kind.SYSTEM, false)))
                .isInstanceOf(IntakeDecision.Ignore.class);
    }

    @Test
    void allowedBotsMaySubmitTasksButNotReplyToUs() {
        assertThat(decide(by(BOT, Kind.WRITTEN, false))).isInstanceOf(IntakeDecision.Take.class);
        assertThat(decide(by(BOT, Kind.WRITTEN, true))).isInstanceOf(IntakeDecision.Ignore.class);
        assertThat(decide(by(PERSON, Kind.WRITTEN, true))).isInstanceOf(IntakeDecision.Take.class);
    }

    @Test
    void aMessageThatCannotBeATaskIsRefusedWithASentence() {
        assertThat(reason(message(""))).contains("no text");
        assertThat(reason(message("[model:cheap]"))).contains("only tags");
        assertThat(reason(message("x [timeout:soon]"))).contains("[timeout:soon]");
        assertThat(reason(message("", file("cat.png", 5)))).contains(".txt attachment");
        assertThat(reason(message("x", file("a", Limits.FILE_BYTES + 1))))
                .isEqualTo("The attachment \"a\" has 8.0 MiB; at most 8 MiB are carried.");
        Attachment big = file("a", 6 << 20);
        assertThat(reason(message("x", big, big, big))).contains("18.0 MiB together");
        assertThat(
                        reason(
                                message(
                                        "x",
                                        Collections.nCopies(33, file("a", 1))
                                                .toArray(Attachment[]::new))))
                .contains("33 attachments are too many");
    }

    @Test
    void aTextFileIsThePromptWhereThereIsNoText() {
        IncomingMessage message =
                message("[model:cheap]", file("cat.png", 5), file("message.txt", 9));
        assertThat(decide(message))
                .isEqualTo(
                        new IntakeDecision.Take(
                                List.of(new IntakeDecision.AttachmentToFetch(0, "cat.png")), 1));
        TaskDraft draft = understood(message, "  do it\n[priority:soon]\n");
        assertThat(draft.text()).isEqualTo("  do it\n[priority:soon]");
        assertThat(draft.options().model()).isEqualTo("cheap");
        assertThat(draft.options().priority()).isNull();
        assertThat(Intake.read(message, "\u200b\n")).isInstanceOf(TaskDraft.Reading.Refused.class);
    }

    @Test
    void attachmentsGetSafeNamesThatDiffer() {
        IncomingMessage message =
                message(
                        "look",
                        file("a.txt", 1),
                        file("../../a.txt", 1),
                        file("..", 1),
                        file("b:\u0007c", 1));
        assertThat(decide(message))
                .isEqualTo(
                        new IntakeDecision.Take(
                                List.of(
                                        new IntakeDecision.AttachmentToFetch(0, "a.txt"),
                                        new IntakeDecision.AttachmentToFetch(1, "2-a.txt"),
                                        new IntakeDecision.AttachmentToFetch(2, "attachment"),
                                        new IntakeDecision.AttachmentToFetch(3, "b__c")),
                                -1));
    }

    @Test
    void aPromptAboveTheInlineLimitIsLong() {
        assertThat(understood(message(""), "x".repeat(Limits.INLINE_PROMPT_BYTES + 1)).isLong())
                .isTrue();
        assertThat(understood(message("short"), "").isLong()).isFalse();
    }

    private static IntakeDecision decide(IncomingMessage message) {
        return Intake.decide(message, new Intake.AllowedSenders(Set.of(US), "8"::equals));
    }

    private static String reason(IncomingMessage message) {
        return decide(message) instanceof IntakeDecision.Refuse(String reason)
                ? reason
                : "not refused";
    }

    private static TaskDraft understood(IncomingMessage message, String file) {
        if (Intake.read(message, file) instanceof TaskDraft.Reading.Understood(TaskDraft draft)) {
            return draft;
        }
        throw new AssertionError("not understood");
    }

    private static IncomingMessage by(Author author, Kind kind, boolean isReplyToUs) {
        return new IncomingMessage(
                "1", "2", author, kind, "do it", OtherContent.NOTHING, List.of(), isReplyToUs, AT);
    }

    private static IncomingMessage message(String text, Attachment... attachments) {
        return new IncomingMessage(
                "1",
                "2",
                PERSON,
                Kind.WRITTEN,
                text,
                OtherContent.NOTHING,
                List.of(attachments),
                false,
                AT);
    }

    private static Attachment file(String name, long size) {
        return new Attachment(name, size, "", "");
    }
}
