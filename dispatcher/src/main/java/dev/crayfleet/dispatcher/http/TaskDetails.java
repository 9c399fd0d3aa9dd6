package dev.crayfleet.dispatcher.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.Thinking;
import dev.crayfleet.contract.Usage;
import dev.crayfleet.dispatcher.ledger.TaskView;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One task as {@code GET /tasks/<id>} shows it.
 *
 * @param task what the ledger knows
 * @param result what its result says; absent while the task lives
 * @param resultMissing why there is no result though the task has ended: a sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TaskDetails(
        @JsonUnwrapped TaskView task, @Nullable Outcome result, @Nullable String resultMissing) {

    /**
     * What came of a task. What a runner did not report is absent.
     *
     * @param prompt at most {@link Limits#PROMPT_EXCERPT_CHARS} characters of it
     * @param answer the whole, or its beginning where {@code answerFile} has the whole
     * @param answerFile on the files topic
     * @param model that ran, or was asked for
     * @param costUsd US dollars
     * @param runner of the last attempt
     * @param workspace path of the task's folder, relative to the runner's
     * @param files in it
     * @param seconds from the agent's start to its end
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Outcome(
            String prompt,
            @Nullable String answer,
            @Nullable FileRef answerFile,
            @Nullable String model,
            @Nullable Thinking thinking,
            @Nullable Usage usage,
            @Nullable BigDecimal costUsd,
            @Nullable String runner,
            @Nullable String agent,
            @Nullable String workspace,
            @Nullable List<String> files,
            @Nullable Double seconds,
            @Nullable List<String> notes) {

        static Outcome of(TaskResult result) {
            RunReport report = result.report();
            String prompt = Limits.cut(result.prompt().text(), Limits.PROMPT_EXCERPT_CHARS);
            String runner = result.runner() == null ? null : result.runner().value();
            if (report == null) {
                return new Outcome(
                        prompt,
                        null,
                        null,
                        result.options().model(),
                        result.options().thinking(),
                        null,
                        null,
                        runner,
                        null,
                        null,
                        null,
                        null,
                        null);
            }
            return new Outcome(
                    prompt,
                    report.answer().result(),
                    report.answer().resultFile(),
                    report.spend().model(),
                    report.spend().thinking(),
                    report.spend().usage(),
                    report.spend().costUsd(),
                    runner,
                    report.workspace().agent(),
                    report.workspace().path(),
                    report.workspace().files(),
                    report.duration().getSeconds() + report.duration().getNano() / 1e9,
                    report.notes().isEmpty() ? null : report.notes());
        }
    }
}
