package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.TaskResult;
import java.util.ArrayList;
import java.util.List;

/** Which files go with a result, and how they are dealt out to messages. */
final class ResultFiles {
    /** Discord takes 10 MB in all; the request around the files counts too. */
    static final long MOST_BYTES = 9_500_000;

    static final String RESULT = "RESULT.txt";

    private ResultFiles() {}

    /** The whole result where the summary does not say all of it, and what the agent made. */
    static List<Post.Attachment> of(TaskResult result, boolean summaryShown) {
        List<Post.Attachment> files = new ArrayList<>();
        if (result.report() != null) {
            var answer = result.report().answer();
            if (answer.resultFile() != null) {
                files.add(new Post.Attachment.Stored(answer.resultFile()));
            } else if (!answer.result().isBlank()
                    && !(summaryShown
                            && answer.result().strip().equals(answer.summary().strip()))) {
                files.add(new Post.Attachment.Text(RESULT, answer.result()));
            }
            answer.outputs().forEach(each -> files.add(new Post.Attachment.Stored(each)));
        }
        return files;
    }

    /** In order, each group small enough for one message. */
    static List<List<Post.Attachment>> groups(List<Post.Attachment> files) {
        List<List<Post.Attachment>> groups = new ArrayList<>();
        List<Post.Attachment> group = new ArrayList<>();
        long bytes = 0;
        for (Post.Attachment file : files) {
            boolean full = group.size() == Post.MOST_FILES || bytes + file.size() > MOST_BYTES;
            if (full && !group.isEmpty()) {
                groups.add(List.copyOf(group));
                group.clear();
                bytes = 0;
            }
            group.add(file);
            bytes += file.size();
        }
        if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
        }
        return groups;
    }
}
