package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.TaskResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Renders a result as the messages that are posted in #results: its text, then its files. */
public final class ResultRenderer {
    /** A text that needs more messages is attached as a file. */
    static final int MAX_TEXT_MESSAGES = 5;

    /** More than the number and size of a runner's files can need. */
    static final int MAX_FILE_MESSAGES = 8;

    static final String TEXT_FILE = "SUMMARY.txt";

    private ResultRenderer() {}

    /** What is posted for a result, in order; at least one message. */
    public static List<Post> posts(TaskResult result) {
        return posts(result, Post.MAX_CHARS);
    }

    /**
     * The same in another name, which has to have room in each message.
     *
     * @param face null where the bot posts it in its own name
     */
    public static List<Post> posts(TaskResult result, @Nullable Face face) {
        return posts(result, Post.MAX_CHARS - (face == null ? 0 : Face.TEXT_CHARS));
    }

    private static List<Post> posts(TaskResult result, int messageChars) {
        String text = ResultText.of(result);
        List<String> blocks = CodeBlocks.blocks(text, messageChars);
        List<Post.Attachment> files =
                new ArrayList<>(ResultFiles.of(result, ResultText.showsSummary(result)));
        if (blocks.size() > MAX_TEXT_MESSAGES) {
            blocks = blocks.subList(0, 1);
            files.addFirst(new Post.Attachment.Text(TEXT_FILE, text));
        }
        List<List<Post.Attachment>> groups = ResultFiles.groups(files);
        List<Post> posts = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            // The first files are attached to the last message of the text.
            boolean last = i == blocks.size() - 1;
            posts.add(
                    post(
                            result,
                            posts.size(),
                            blocks.get(i),
                            last && !groups.isEmpty() ? groups.getFirst() : List.of()));
        }
        int shown = Math.min(groups.size(), MAX_FILE_MESSAGES);
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
}
