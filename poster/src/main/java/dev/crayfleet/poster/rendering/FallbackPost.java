package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import java.util.List;
import java.util.stream.Collectors;

/** A post that Discord did not take, said so plainly that it must. */
public final class FallbackPost {
    private static final int HEAD_CHARS = 200;
    private static final String FILE = "message.txt";

    private FallbackPost() {}

    /**
     * For a result that cannot be shown: what became of the task, and where the whole is.
     *
     * @param result that is decoded, but whose page cannot be made
     */
    public static Post notShown(TaskResult result) {
        return notShown(ResultRenderer.head(result), result.id());
    }

    /** For a result of which no more is known than whose it is. */
    public static Post notShown(TaskId task) {
        return notShown("[UNKNOWN] %s by nobody".formatted(task), task);
    }

    private static Post notShown(String head, TaskId task) {
        return new Post(
                Nonce.of("not shown", task),
                "`%s`\nThis result cannot be shown here. The whole of it is kept with the dead letters."
                        .formatted(Limits.cut(head, 2 * HEAD_CHARS)),
                List.of());
    }

    /** Its first line, and its text as a file; without the files it had, which are named. */
    public static Post of(Post post) {
        String head =
                post.content()
                        .lines()
                        .filter(line -> !line.startsWith("```"))
                        .map(CodeBlocks::inline)
                        .filter(line -> !line.isEmpty())
                        .findFirst()
                        .orElse("…");
        String missing =
                post.files().stream()
                        .map(file -> CodeBlocks.inline(file.name()))
                        .collect(Collectors.joining("`, `"));
        String content =
                "`%s`\nDiscord did not take this message as it was; its text is attached.%s"
                        .formatted(
                                Limits.cut(head, HEAD_CHARS),
                                missing.isEmpty()
                                        ? ""
                                        : " Not attached: `" + Limits.cut(missing, 1_000) + "`.");
        return new Post(
                Nonce.of(post.nonce(), "fallback"),
                content,
                List.of(new Post.Attachment.Text(FILE, post.content())));
    }
}
