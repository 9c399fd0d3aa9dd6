package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.TaskResult;
import java.util.ArrayList;
import java.util.List;

/** The files that are attached for a result, and their distribution over messages. */
final class ResultFiles {
    /**
     * Of one message's files. Discord takes requests of 10 MB, including the rest of the message.
     */
    static final long MAX_MESSAGE_BYTES = 9_500_000;

    static final String RESULT_FILE = "RESULT.txt";

    private ResultFiles() {}

    /**
     * The full result, unless the summary already shows all of it, and the output files of the
     * agent.
     */
    static List<Post.Attachment> of(TaskResult result, boolean summaryShown) {
        List<Post.Attachment> files = new ArrayList<>();
        if (result.report() != null) {
            var answer = result.report().answer();
            if (answer.resultFile() != null) {
                files.add(new Post.Attachment.Stored(answer.resultFile()));
            } else if (!answer.result().isBlank()
                    && !(summaryShown
                            && answer.result().strip().equals(answer.summary().strip()))) {
                files.add(new Post.Attachment.Text(RESULT_FILE, answer.result()));
            }
            answer.outputs().forEach(each -> files.add(new Post.Attachment.Stored(each)));
        }
        return files;
    }

    /** Groups of files in order, each small enough for one message. */
    static List<List<Post.Attachment>> groups(List<Post.Attachment> files) {
        List<List<Post.Attachment>> groups = new ArrayList<>();
        List<Post.Attachment> group = new ArrayList<>();
        long bytes = 0;
        for (Post.Attachment file : files) {
            boolean full =
                    group.size() == Post.MAX_FILES || bytes + file.size() > MAX_MESSAGE_BYTES;
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
