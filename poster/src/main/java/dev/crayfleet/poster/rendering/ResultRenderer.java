package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A result as it stands in #results. The fields and their order are what people's scripts parse, so
 * they are there even where nothing is known.
 *
 * <pre>
 * [SUCCESS] &lt;task id&gt; by &lt;runner&gt;
 * Model: … | Thinking: … | Tokens: 180 in / 61 out | Cost: $0.000218
 *
 * Task Prompt:
 * …
 *
 * Summary:
 * …                         (what went wrong, where it did not succeed)
 *
 * Files: …
 * Workspace: …
 * </pre>
 */
public final class ResultRenderer {
    /** As much of the prompt as users are used to; they have the whole where they posted it. */
    static final int PROMPT_CHARS = 500;

    /** A longer page is a file. */
    static final int MOST_MESSAGES = 5;

    /** With files; more than the most and largest files that a runner sends need. */
    static final int MOST_FILE_MESSAGES = 8;

    static final String PAGE_FILE = "SUMMARY.txt";
    private static final int FILE_NAMES_CHARS = 800;
    private static final int FILE_NAME_CHARS = 200;
    private static final int AGENT_CHARS = 100;
    private static final int MODEL_CHARS = 200;
    private static final String UNKNOWN = "N/A";
    private static final int COST_DIGITS = 6;

    private ResultRenderer() {}

    /** What is posted for a result, in order; at least one message. */
    public static List<Post> posts(TaskResult result) {
        String page = page(result);
        List<String> blocks = CodeBlocks.blocks(page);
        List<Post.Attachment> files = new ArrayList<>(ResultFiles.of(result, showsSummary(result)));
        if (blocks.size() > MOST_MESSAGES) {
            blocks = blocks.subList(0, 1);
            files.addFirst(new Post.Attachment.Text(PAGE_FILE, page));
        }
        List<List<Post.Attachment>> groups = ResultFiles.groups(files);
        List<Post> posts = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            // Files hang at the end of what they belong to.
            boolean last = i == blocks.size() - 1;
            posts.add(
                    post(
                            result,
                            posts.size(),
                            blocks.get(i),
                            last && !groups.isEmpty() ? groups.getFirst() : List.of()));
        }
        int shown = Math.min(groups.size(), MOST_FILE_MESSAGES);
        for (int i = 1; i < shown; i++) {
            String title = "Files of %s (%d of %d)".formatted(result.id(), i + 1, groups.size());
            posts.add(post(result, posts.size(), title, groups.get(i)));
        }
        int left = groups.stream().skip(shown).mapToInt(List::size).sum();
        if (left > 0) {
            String title = "%d more files of %s are too many to post".formatted(left, result.id());
            posts.add(post(result, posts.size(), title, List.of()));
        }
        return posts;
    }

    private static Post post(
            TaskResult result, int part, String content, List<Post.Attachment> files) {
        return new Post(Nonce.of("result", result.id(), part), content, files);
    }

    static String page(TaskResult result) {
        RunReport report = result.report();
        StringBuilder page = new StringBuilder();
        page.append(head(result)).append('\n');
        page.append(spent(result)).append("\n\n");
        page.append("Task Prompt:\n").append(prompt(result)).append("\n\n");
        page.append("Summary:\n").append(summary(result)).append("\n\n");
        page.append("Files: ").append(fileNames(report)).append('\n');
        page.append("Workspace: ")
                .append(report == null ? UNKNOWN : CodeBlocks.neutral(report.workspace().path()));
        if (report != null) {
            report.notes().forEach(note -> page.append('\n').append(CodeBlocks.neutral(note)));
        }
        return page.toString();
    }

    /** Its first line, which says what became of the task and needs none of its texts. */
    static String head(TaskResult result) {
        return "[%s] %s by %s".formatted(word(result.status()), result.id(), by(result));
    }

    private static String word(TaskStatus status) {
        return switch (status) {
            case SUCCEEDED -> "SUCCESS";
            case FAILED -> "FAILED";
            case CANCELLED -> "CANCELLED";
            case EXPIRED -> "EXPIRED";
        };
    }

    private static String by(TaskResult result) {
        if (result.runner() != null) {
            return result.runner().value();
        }
        return result.report() == null
                ? "nobody"
                : CodeBlocks.inline(result.report().workspace().agent(), AGENT_CHARS);
    }

    private static String spent(TaskResult result) {
        RunReport report = result.report();
        if (report == null) {
            String model = result.options().model();
            return line(
                    model == null ? UNKNOWN : model,
                    result.options().thinkingOrDefault().word(),
                    UNKNOWN,
                    UNKNOWN);
        }
        RunReport.Spend spend = report.spend();
        return line(
                CodeBlocks.inline(spend.model(), MODEL_CHARS),
                spend.thinking().word(),
                spend.usage() == null
                        ? UNKNOWN
                        : "%d in / %d out".formatted(spend.usage().input(), spend.usage().output()),
                cost(spend.costUsd()));
    }

    private static String line(String model, String thinking, String tokens, String cost) {
        return "Model: %s | Thinking: %s | Tokens: %s | Cost: %s"
                .formatted(model, thinking, tokens, cost);
    }

    private static String cost(@Nullable BigDecimal usd) {
        if (usd == null) {
            return UNKNOWN;
        }
        BigDecimal shown = usd.setScale(COST_DIGITS, RoundingMode.HALF_UP);
        // What was paid is never shown as nothing, however little it was.
        return "$"
                + (shown.signum() == 0 && usd.signum() != 0
                                ? usd.round(new MathContext(2, RoundingMode.HALF_UP))
                                : shown)
                        .toPlainString();
    }

    private static String prompt(TaskResult result) {
        return Limits.cut(CodeBlocks.neutral(result.prompt().text()), PROMPT_CHARS);
    }

    private static boolean showsSummary(TaskResult result) {
        return result.status() == TaskStatus.SUCCEEDED;
    }

    private static String summary(TaskResult result) {
        RunReport report = result.report();
        String text =
                showsSummary(result) && report != null
                        ? CodeBlocks.neutral(report.answer().summary())
                        : CodeBlocks.neutral(result.reason() == null ? "" : result.reason());
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
