package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import java.util.List;
import java.util.stream.Collectors;

/** Plain messages in place of posts that Discord refused, or that could not be rendered. */
public final class FallbackPost {
    private static final int FIRST_LINE_CHARS = 200;
    private static final String TEXT_FILE = "message.txt";

    private FallbackPost() {}

    /**
     * For a result that cannot be rendered: what became of the task, and where the full result is.
     *
     * @param result that was decoded, but cannot be rendered
     */
    public static Post notRenderable(TaskResult result) {
        return notRenderable(ResultText.firstLine(result), result.id());
    }

    /** For a result of which only the task's id is known. */
    public static Post notRenderable(TaskId task) {
        return notRenderable("[UNKNOWN] %s by nobody".formatted(task), task);
    }

    private static Post notRenderable(String firstLine, TaskId task) {
        return new Post(
                Nonce.of("not shown", task),
                "`%s`\nThis result cannot be shown here. The whole of it is kept with the dead letters."
                        .formatted(Limits.cut(firstLine, 2 * FIRST_LINE_CHARS)),
                List.of());
    }

    /**
     * The first line of a post, with its text as a file. Its own files are named but not attached.
     */
    public static Post of(Post post) {
        String firstLine =
                post.content()
                        .lines()
                        .filter(line -> !line.startsWith("```"))
                        .map(CodeBlocks::inline)
                        .filter(line -> !line.isEmpty())
                        .findFirst()
                        .orElse("…");
        String notAttached =
                post.files().stream()
                        .map(file -> CodeBlocks.inline(file.name()))
                        .collect(Collectors.joining("`, `"));
        String content =
                "`%s`\nDiscord did not take this message as it was; its text is attached.%s"
                        .formatted(
                                Limits.cut(firstLine, FIRST_LINE_CHARS),
                                notAttached.isEmpty()
                                        ? ""
                                        : " Not attached: `"
                                                + Limits.cut(notAttached, 1_000)
                                                + "`.");
        return new Post(
                Nonce.of(post.nonce(), "fallback"),
                content,
                List.of(new Post.Attachment.Text(TEXT_FILE, post.content())));
    }
}
