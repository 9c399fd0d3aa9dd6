package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile texts and bytes of the corpus, as prompts, records and HTTP submissions. */
class HostileTextTest {
    private static final Set<String> OUTCOME_FIELDS =
            Set.of(
                    "prompt",
                    "id",
                    "pool",
                    "model",
                    "thinking",
                    "timeout",
                    "retries",
                    "priority",
                    "requester",
                    "refused",
                    "noText",
                    "text");
    private static final RecordPosition POSITION =
            new RecordPosition(3, 42, Instant.parse("2026-01-02T03:04:05Z"));

    private final Codec codec = new Codec();

    static List<HostileInput> texts() {
        return Corpus.of("text");
    }

    static List<HostileInput> bytes() {
        return Corpus.of("bytes");
    }

    static List<HostileInput> submissions() {
        return Corpus.of("submission-json");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextIsATaskOrRefused(HostileInput input) {
        String text = input.text("text").orElseThrow();
        checkFieldNames(input);
        if (input.answer().has("noText")) {
            assertThat(prompt(text)).matches(Texts::isInvisible);
        } else if (input.answer("refused").isPresent()) {
            String part = input.answer("refused").orElseThrow();
            assertThat(refusal(text)).contains(part).hasSizeLessThan(300);
        } else {
            InlineTags.Parsed.Text parsed = parsed(text);
            assertThat(parsed.prompt()).isEqualTo(input.answer("prompt").orElseThrow());
            checkOptions(input, parsed.pool(), parsed.options());
        }
    }

    /** The same texts, written by a foreign producer in UTF-8. */
    @ParameterizedTest
    @MethodSource("texts")
    void aRecordIsATaskOrADeadLetter(HostileInput input) {
        byte[] value = input.text("text").orElseThrow().getBytes(StandardCharsets.UTF_8);
        Optional<String> prompt = input.answer("prompt");
        if (input.name().contains("surrogate")) {
            // Java writes '?' for what UTF-8 cannot say.
            assertThat(codec.decodeTask(value, POSITION)).isInstanceOf(Decoded.Readable.class);
        } else if (prompt.filter(Prompt::fitsInline).isPresent()) {
            TaskSubmitted task = task(value);
            assertThat(task.prompt()).isEqualTo(new Prompt(prompt.get(), null));
            checkOptions(input, task.pool(), task.options());
        } else {
            String part =
                    input.answer("refused")
                            .orElse(prompt.isPresent() ? "a message carries at most" : "");
            assertThat(unreadable(codec.decodeTask(value, POSITION))).isNotBlank().contains(part);
        }
    }

    @ParameterizedTest
    @MethodSource("bytes")
    void bytesAreATextOrRefused(HostileInput input) {
        checkFieldNames(input);
        byte[] bytes = input.bytes("bytes").orElseThrow();
        String charset = input.text("charset").orElse(null);
        Optional<String> refused = input.answer("refused");
        if (refused.isPresent()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Texts.decode(bytes, charset))
                    .withMessageContaining(refused.get());
        } else {
            assertThat(Texts.decode(bytes, charset)).isEqualTo(input.answer("text").orElseThrow());
        }
    }

    /** A record has no declared charset; the rule is the same. */
    @ParameterizedTest
    @MethodSource("bytes")
    void bytesOfARecordAreATextOrRefused(HostileInput input) {
        if (input.text("charset").isPresent()) {
            return;
        }
        Decoded<TaskMessage> read = codec.decodeTask(input.bytes("bytes").orElseThrow(), POSITION);
        String text = input.answer("text").orElse("").strip();
        if (!text.isEmpty() && Prompt.fitsInline(text)) {
            assertThat(submitted(read).prompt().text()).isEqualTo(text);
        } else {
            assertThat(unreadable(read)).contains(input.answer("refused").orElse(""));
        }
    }

    @ParameterizedTest
    @MethodSource("submissions")
    void aRecordOfJsonIsATaskOrADeadLetter(HostileInput input) {
        checkFieldNames(input);
        expect(input, codec.decodeTask(input.bytes("bytes").orElseThrow(), POSITION), "kafka-3-42");
    }

    @ParameterizedTest
    @MethodSource("submissions")
    void anHttpSubmissionIsATaskOrRefused(HostileInput input) {
        if (input.text("only").isPresent()) {
            return;
        }
        ForeignSubmission.Defaults defaults =
                new ForeignSubmission.Defaults(
                        new TaskId("http-1"),
                        new Origin.Http(),
                        Requester.UNKNOWN,
                        POSITION.timestamp());
        Decoded<ForeignSubmission.Submission> read =
                codec.decodeSubmission(input.bytes("bytes").orElseThrow(), null, defaults);
        expect(
                input,
                switch (read) {
                    case Decoded.Readable<ForeignSubmission.Submission>(var submission) ->
                            new Decoded.Readable<>(submission.task());
                    case Decoded.Unreadable<ForeignSubmission.Submission>(String reason) ->
                            new Decoded.Unreadable<>(reason);
                },
                "http-1");
    }

    private static void expect(HostileInput input, Decoded<TaskMessage> read, String usualId) {
        Optional<String> refused = input.answer("refused");
        if (refused.isPresent()) {
            assertThat(unreadable(read))
                    .contains(refused.get())
                    .isNotBlank()
                    .hasSizeLessThan(1_001)
                    .doesNotContain("com.fasterxml", "dev.crayfleet", "Exception")
                    .matches(reason ->
                            reason.chars().allMatch(c -> ControlCharacters.isText((char) c)));
            return;
        }
        TaskSubmitted task = submitted(read);
        assertThat(task.prompt().text()).isEqualTo(input.answer("prompt").orElseThrow());
        assertThat(task.id().value()).isEqualTo(input.answer("id").orElse(usualId));
        input.answer("requester")
                .ifPresent(name -> assertThat(task.requester().name()).isEqualTo(name));
        checkOptions(input, task.pool(), task.options());
    }

    private static void checkOptions(HostileInput input, Pool pool, TaskOptions options) {
        assertThat(pool.value()).isEqualTo(input.answer("pool").orElse("default"));
        checkField(input, "model", options.model());
        checkField(
                input, "thinking", options.thinking() == null ? null : options.thinking().word());
        checkField(input, "timeout", options.timeout());
        checkField(input, "retries", options.retries());
        checkField(
                input, "priority", options.priority() == null ? null : options.priority().word());
    }

    private static void checkField(HostileInput input, String field, @Nullable Object value) {
        assertThat(value == null ? null : value.toString())
                .as(field)
                .isEqualTo(input.answer(field).orElse(null));
    }

    /** A misspelt field of an expected outcome would never be checked. */
    private static void checkFieldNames(HostileInput input) {
        for (Iterator<String> names = input.answer().fieldNames(); names.hasNext(); ) {
            assertThat(OUTCOME_FIELDS).contains(names.next());
        }
        assertThat(input.answer()).isNotEmpty();
    }

    private static String prompt(String text) {
        return parsed(text).prompt();
    }

    private static InlineTags.Parsed.Text parsed(String text) {
        return switch (InlineTags.parse(Texts.checked(text))) {
            case InlineTags.Parsed.Text parsed -> parsed;
            case InlineTags.Parsed.Refused refused -> throw new AssertionError(refused.reason());
        };
    }

    private static String refusal(String text) {
        try {
            return InlineTags.parse(Texts.checked(text))
                            instanceof InlineTags.Parsed.Refused(String reason)
                    ? reason
                    : "it was taken";
        } catch (IllegalArgumentException noText) {
            return String.valueOf(noText.getMessage());
        }
    }

    private TaskSubmitted task(byte[] value) {
        return submitted(codec.decodeTask(value, POSITION));
    }

    private static TaskSubmitted submitted(Decoded<TaskMessage> read) {
        if (read instanceof Decoded.Readable<TaskMessage>(TaskSubmitted task)) {
            return task;
        }
        throw new AssertionError("no task: " + read);
    }

    private static String unreadable(Decoded<TaskMessage> read) {
        return read instanceof Decoded.Unreadable<TaskMessage>(String reason)
                ? reason
                : "it was read: " + read;
    }
}
