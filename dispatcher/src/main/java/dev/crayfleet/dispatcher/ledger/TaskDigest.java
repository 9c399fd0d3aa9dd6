package dev.crayfleet.dispatcher.ledger;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskFingerprint;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.Texts;
import org.jspecify.annotations.Nullable;

/**
 * What lists show of a task that has ended, and by what it is recognised. Kept for days of every
 * task, so it is short; the whole is in Kafka.
 *
 * @param fingerprint as {@link TaskFingerprint} has it
 * @param prompt its beginning, on one line
 * @param answer the beginning of its summary, on one line; absent where there is none
 * @param model that ran, or else was asked for; absent where neither is known, and where an older
 *     version has written it
 */
public record TaskDigest(
        String fingerprint, String prompt, @Nullable String answer, @Nullable String model) {
    private static final int PREVIEW_CHARS = 80;

    static TaskDigest of(TaskSubmitted task, @Nullable RunReport report) {
        String answer = report == null ? "" : preview(report.answer().summary());
        return new TaskDigest(
                TaskFingerprint.of(task),
                preview(task.prompt().text()),
                answer.isBlank() ? null : answer,
                report == null ? task.options().model() : report.spend().model());
    }

    /** Cut before control characters are removed, so that it costs little, and after. */
    private static String preview(String text) {
        return Limits.cut(
                Texts.oneLine(Limits.cut(text.strip(), 2 * PREVIEW_CHARS)).strip(), PREVIEW_CHARS);
    }
}
