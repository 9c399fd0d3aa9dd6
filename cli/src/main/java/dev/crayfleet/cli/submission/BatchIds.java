package dev.crayfleet.cli.submission;

import dev.crayfleet.contract.TaskId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the tasks of a batch. They follow from what the tasks ask, so that the same file gives
 * the same ids whenever it is read, and a line that is changed is another task. A task that is
 * there twice gets two.
 */
final class BatchIds {
    private static final String PREFIX = "batch-";

    /** Hexadecimal: some file systems ignore case, and workspaces are called after tasks. */
    private static final int DIGITS = 24;

    private final String run;
    private final Map<String, Integer> timesSeen = new HashMap<>();
    private final Map<TaskId, Long> lines = new HashMap<>();

    /**
     * @param run tasks of another run are other tasks; may be empty
     */
    BatchIds(String run) {
        this.run = run;
    }

    /**
     * @param line where the task is
     * @param given the id that the file gives it; null where it gives none
     * @throws IllegalArgumentException with a sentence for people, if another line gave the same
     */
    TaskId next(long line, @Nullable TaskId given, SubmittableTask task) {
        TaskId id = given == null ? made(task) : given;
        Long other = lines.putIfAbsent(id, line);
        if (other != null) {
            throw new IllegalArgumentException(
                    "id \"%s\" is that of line %,d already".formatted(id, other));
        }
        return id;
    }

    private TaskId made(SubmittableTask task) {
        String name = PREFIX + hash(run + '\0' + task.fingerprint());
        int number = timesSeen.merge(name, 1, Integer::sum);
        return new TaskId(number == 1 ? name : name + "-" + number);
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)))
                    .substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
