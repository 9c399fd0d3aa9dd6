package dev.crayfleet.contract;

import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A short hash of what a task asks: its pool, prompt, options and files, but not who asks, when and
 * on which way. Two tasks with the same id and the same hash are the same task, sent twice.
 */
public final class TaskFingerprint {
    /** Of the hash: two tasks of one id are compared, not all tasks with each other. */
    private static final int BYTES = 12;

    private static final byte[] ABSENT = {0};
    private static final byte[] PRESENT = {1};

    private TaskFingerprint() {}

    /** Sixteen characters of Base64 for URLs. */
    public static String of(TaskSubmitted task) {
        return of(task.pool(), task.prompt(), task.options(), task.files());
    }

    /**
     * The whole hash, by which an approval is bound to exactly what is approved.
     *
     * @param options with which the task will run
     * @param mode in which it will run; absent where nobody has set a limit
     * @return 64 hexadecimal digits
     */
    public static String sha256(TaskSubmitted task, TaskOptions options, @Nullable AgentMode mode) {
        FileRef file = task.prompt().file();
        MessageDigest hash =
                file == null
                        ? hash(task.pool(), task.prompt().text(), null, options, task.files())
                        : hash(task.pool(), null, file.sha256(), options, task.files());
        add(hash, mode == null ? null : mode.word());
        return HexFormat.of().formatHex(hash.digest());
    }

    /** Of a task without files. */
    public static String of(Pool pool, Prompt prompt, TaskOptions options) {
        return of(pool, prompt, options, List.of());
    }

    /** Of a task without files, before it is known how its prompt travels. */
    public static String of(Pool pool, String prompt, TaskOptions options) {
        return Prompt.fitsInline(prompt)
                ? of(pool, prompt, null, options, List.of())
                : of(pool, null, sha256Hex(prompt), options, List.of());
    }

    public static String of(Pool pool, Prompt prompt, TaskOptions options, List<FileRef> files) {
        FileRef file = prompt.file();
        // Where a prompt is in a file, the message has an excerpt, and that may be cut elsewhere.
        return file == null
                ? of(pool, prompt.text(), null, options, files)
                : of(pool, null, file.sha256(), options, files);
    }

    private static String of(
            Pool pool,
            @Nullable String prompt,
            @Nullable String promptSha256,
            TaskOptions options,
            List<FileRef> files) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        Arrays.copyOf(
                                hash(pool, prompt, promptSha256, options, files).digest(), BYTES));
    }

    private static MessageDigest hash(
            Pool pool,
            @Nullable String prompt,
            @Nullable String promptSha256,
            TaskOptions options,
            List<FileRef> files) {
        MessageDigest hash = sha256();
        add(hash, pool.value());
        add(hash, prompt);
        add(hash, promptSha256);
        add(hash, options.model());
        add(hash, options.thinking() == null ? null : options.thinking().word());
        add(hash, options.timeout() == null ? null : options.timeout().toString());
        add(hash, options.retries() == null ? null : options.retries().toString());
        add(hash, options.priority() == null ? null : options.priority().word());
        for (FileRef each : files) {
            add(hash, each.name());
            add(hash, each.sha256());
        }
        return hash;
    }

    static String sha256Hex(String text) {
        return HexFormat.of().formatHex(sha256().digest(utf8(text)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** No text can be mistaken for two: a NUL, which no text has, ends each. */
    private static void add(MessageDigest hash, @Nullable String text) {
        if (text == null) {
            hash.update(ABSENT);
            return;
        }
        hash.update(PRESENT);
        hash.update(utf8(text));
        hash.update(ABSENT);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
