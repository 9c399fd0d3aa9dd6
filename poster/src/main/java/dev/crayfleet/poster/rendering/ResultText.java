package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Usage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The text of a result as #results shows it. Scripts parse its fields and their order, so every
 * field is present even if its value is not known.
 *
 * <pre>
 * [SUCCESS] &lt;task id&gt; by &lt;runner&gt;
 * Model: … | Thinking: … | Tokens: 180 in (100 cached) / 61 out | Cost: $0.000218
 *
 * Task Prompt:
 * …
 *
 * Summary:
 * …                         (why it failed, where it did not succeed)
 *
 * Files: …
 * Workspace: …
 * For: …                    (only where another agent has asked for it)
 * </pre>
 */
final class ResultText {
    /** How much of the prompt is shown. The whole prompt can be read where it was posted. */
    static final int PROMPT_CHARS = 500;

    private static final int FILE_NAMES_CHARS = 800;
    private static final int FILE_NAME_CHARS = 200;
    private static final int AGENT_CHARS = 100;
    private static final int MODEL_CHARS = 200;
    private static final int COST_DECIMALS = 6;
    private static final String UNKNOWN = "N/A";

    private ResultText() {}

    static String of(TaskResult result) {
        RunReport report = result.report();
        StringBuilder text = new StringBuilder();
        text.append(firstLine(result)).append('\n');
        text.append(usageLine(result)).append("\n\n");
        text.append("Task Prompt:\n").append(prompt(result)).append("\n\n");
        text.append("Summary:\n").append(summary(result)).append("\n\n");
        text.append("Files: ").append(fileNames(report)).append('\n');
        text.append("Workspace: ")
                .append(report == null ? UNKNOWN : CodeBlocks.escape(report.workspace().path()));
        if (result.origin() instanceof Origin.Agent agent && ResultPlace.isChild(result)) {
            text.append("\nFor: ").append(whomFor(agent, result.requester()));
        }
        if (report != null) {
            report.notes().forEach(note -> text.append('\n').append(CodeBlocks.escape(note)));
        }
        return text.toString();
    }

    /** From the agent that has delegated it to the person who has asked the first one. */
    private static String whomFor(Origin.Agent origin, Requester requester) {
        return Stream.concat(
                        origin.line().reversed().stream().map(Pool::value),
                        Stream.of(CodeBlocks.inline(requester.name(), AGENT_CHARS)))
                .collect(Collectors.joining(", who works for "));
    }

    /** Status, task and runner; needs neither prompt nor report texts. */
    static String firstLine(TaskResult result) {
        return "[%s] %s by %s".formatted(statusWord(result.status()), result.id(), runner(result));
    }

    private static String statusWord(TaskStatus status) {
        return switch (status) {
            case SUCCEEDED -> "SUCCESS";
            case FAILED -> "FAILED";
            case CANCELLED -> "CANCELLED";
            case EXPIRED -> "EXPIRED";
        };
    }

    private static String runner(TaskResult result) {
        if (result.runner() != null) {
            return result.runner().value();
        }
        return result.report() == null
                ? "nobody"
                : CodeBlocks.inline(result.report().workspace().agent(), AGENT_CHARS);
    }

    private static String usageLine(TaskResult result) {
        RunReport report = result.report();
        if (report == null) {
            String model = result.options().model();
            return usageLine(
                    model == null ? UNKNOWN : model,
                    result.options().thinkingOrDefault().word(),
                    UNKNOWN,
                    UNKNOWN);
        }
        RunReport.Spend spend = report.spend();
        return usageLine(
                CodeBlocks.inline(spend.model(), MODEL_CHARS),
                spend.thinking().word(),
                tokens(spend.usage()),
                cost(spend.costUsd()));
    }

    private static String usageLine(String model, String thinking, String tokens, String cost) {
        return "Model: %s | Thinking: %s | Tokens: %s | Cost: %s"
                .formatted(model, thinking, tokens, cost);
    }

    /** All that was paid for; a part of the input may have come from the model's cache. */
    private static String tokens(@Nullable Usage usage) {
        if (usage == null) {
            return UNKNOWN;
        }
        String cached = usage.cacheRead() == 0 ? "" : " (%d cached)".formatted(usage.cacheRead());
        return "%d in%s / %d out".formatted(usage.allInput(), cached, usage.output());
    }

    private static String cost(@Nullable BigDecimal usd) {
        if (usd == null) {
            return UNKNOWN;
        }
        BigDecimal shown = usd.setScale(COST_DECIMALS, RoundingMode.HALF_UP);
        // A cost above zero is never shown as zero.
        return "$"
                + (shown.signum() == 0 && usd.signum() != 0
                                ? usd.round(new MathContext(2, RoundingMode.HALF_UP))
                                : shown)
                        .toPlainString();
    }

    private static String prompt(TaskResult result) {
        return Limits.cut(CodeBlocks.escape(result.prompt().text()), PROMPT_CHARS);
    }

    /** Whether it shows the agent's summary, and not the reason of a failure. */
    static boolean showsSummary(TaskResult result) {
        return result.status() == TaskStatus.SUCCEEDED;
    }

    private static String summary(TaskResult result) {
        RunReport report = result.report();
        String text =
                showsSummary(result) && report != null
                        ? CodeBlocks.escape(report.answer().summary())
                        : CodeBlocks.escape(result.reason() == null ? "" : result.reason());
        return text.isEmpty() ? UNKNOWN : text;
    }

    private static String fileNames(@Nullable RunReport report) {
        if (report == null || report.workspace().files().isEmpty()) {
            return UNKNOWN;
        }
        List<String> all =
                report.workspace().files().stream()
                        .map(name -> CodeBlocks.inline(name, FILE_NAME_CHARS))
                        .toList();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < all.size(); i++) {
            if (names.length() + all.get(i).length() > FILE_NAMES_CHARS && i > 0) {
                return names + " and %d more".formatted(all.size() - i);
            }
            names.append(i == 0 ? "" : ", ").append(all.get(i));
        }
        return names.toString();
    }
}
