package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.Limits;
import java.util.List;
import java.util.stream.Collectors;

/** A post that Discord did not take, said so plainly that it must. */
public final class Fallback {
    private static final int HEAD_CHARS = 200;
    private static final String FILE = "message.txt";

    private Fallback() {}

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
