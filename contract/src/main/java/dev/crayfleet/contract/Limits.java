package dev.crayfleet.contract;

import java.time.Duration;

/** What fits where. Sizes are bytes of UTF-8 unless said otherwise. */
public final class Limits {
    /** A message, and so an entry of the ledger, stays below this. */
    public static final int MESSAGE_BYTES = 64 * 1024;

    /** A longer prompt travels through the files topic. */
    public static final int INLINE_PROMPT_BYTES = 16 * 1024;

    /** A longer result travels through the files topic. */
    public static final int INLINE_RESULT_BYTES = 16 * 1024;

    /** One chunk on the files topic. */
    public static final int CHUNK_BYTES = 512 * 1024;

    /** The largest file that is carried. */
    public static final int FILE_BYTES = 8 * 1024 * 1024;

    /** The most that one task carries each way, all files together. */
    public static final int TASK_FILES_BYTES = 16 * 1024 * 1024;

    /** At most so many files each way. */
    public static final int TASK_FILES = 32;

    /**
     * What of a prompt is kept beside its file when it is too long to travel inline; characters.
     */
    public static final int PROMPT_EXCERPT_CHARS = 2_000;

    /** SUMMARY.txt; characters. Users know it as {@code SUMMARY_MAX_LENGTH}. */
    public static final int SUMMARY_CHARS = 2_000;

    /** A reason, a note, a progress line; characters. */
    public static final int REASON_CHARS = 1_000;

    /** A model's name, as an agent tells it; characters. */
    public static final int MODEL_CHARS = 200;

    public static final Duration MIN_TIMEOUT = Duration.ofSeconds(1);
    public static final Duration MAX_TIMEOUT = Duration.ofHours(24);
    public static final int MAX_RETRIES = 10;

    private Limits() {}

    /**
     * Cuts to at most {@code chars} characters, with an ellipsis, never through a surrogate pair.
     *
     * @param chars at least 1
     */
    public static String cut(String text, int chars) {
        if (text.length() <= chars) {
            return text;
        }
        int end = chars - 1;
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + "…";
    }
}
