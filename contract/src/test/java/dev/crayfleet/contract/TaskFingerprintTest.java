package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskFingerprintTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final FileRef FILE = new FileRef("a.csv", 3, "0".repeat(64), 1, 5, 1);
    private static final FileRef ELSEWHERE = new FileRef("a.csv", 3, "0".repeat(64), 1, 99, 1);
    private static final TaskOptions OPTIONS =
            new TaskOptions("cheap", Thinking.LOW, Duration.ofMinutes(2), 0, Priority.LOW);

    @Test
    void isTheSameForATaskThatIsSentAgain() {
        TaskSubmitted task = task("default", Prompt.of("a"), OPTIONS, FILE);
        TaskSubmitted again =
                new TaskSubmitted(
                        new TaskId("other"),
                        task.pool(),
                        task.prompt(),
                        task.options(),
                        List.of(ELSEWHERE),
                        new Origin.Cli(),
                        new Requester("cli:b", "b"),
                        AT.plusSeconds(60),
                        null);
        assertThat(TaskFingerprint.of(again)).isEqualTo(TaskFingerprint.of(task)).hasSize(16);
        assertThat(fingerprint("default", new Prompt("the beginning", FILE), OPTIONS, null))
                .isEqualTo(
                        fingerprint("default", new Prompt("the beg…", ELSEWHERE), OPTIONS, null));
    }

    @Test
    void differsWithWhateverIsAsked() {
        assertThat(
                        Stream.of(
                                fingerprint("default", Prompt.of("a"), TaskOptions.NONE, null),
                                fingerprint("other", Prompt.of("a"), TaskOptions.NONE, null),
                                fingerprint("default", Prompt.of("b"), TaskOptions.NONE, null),
                                fingerprint("default", Prompt.of("a"), OPTIONS, null),
                                fingerprint("default", Prompt.of("a"), TaskOptions.NONE, FILE),
                                fingerprint(
                                        "default", new Prompt("a", FILE), TaskOptions.NONE, null),
                                fingerprint(
                                        "default",
                                        Prompt.of("a"),
                                        new TaskOptions("low", null, null, null, null),
                                        null),
                                fingerprint(
                                        "default",
                                        Prompt.of("a"),
                                        new TaskOptions(null, Thinking.LOW, null, null, null),
                                        null)))
                .doesNotHaveDuplicates();
    }

    private static String fingerprint(
            String pool, Prompt prompt, TaskOptions options, @Nullable FileRef file) {
        return TaskFingerprint.of(task(pool, prompt, options, file));
    }

    private static TaskSubmitted task(
            String pool, Prompt prompt, TaskOptions options, @Nullable FileRef file) {
        return new TaskSubmitted(
                new TaskId("t-1"),
                new Pool(pool),
                prompt,
                options,
                file == null ? List.of() : List.of(file),
                new Origin.Http(),
                new Requester("http:a", "a"),
                AT,
                null);
    }
}
