package dev.crayfleet.contract;

import java.time.Duration;

/** Limits of messages and files. Sizes are bytes of UTF-8 unless the name ends with CHARS. */
public final class Limits {
    /** Of a message, and so of an entry of the ledger. */
    public static final int MESSAGE_BYTES = 64 * 1024;

    /** A longer prompt travels through the files topic. */
    public static final int INLINE_PROMPT_BYTES = 16 * 1024;

    /** A longer result travels through the files topic. */
    public static final int INLINE_RESULT_BYTES = 16 * 1024;

    /** One chunk on the files topic. */
    public static final int CHUNK_BYTES = 512 * 1024;

    /** Of a file on the files topic. */
    public static final int FILE_BYTES = 8 * 1024 * 1024;

    /** Of all attachments of a task together, and of all its output files together. */
    public static final int TASK_FILES_BYTES = 16 * 1024 * 1024;

    /** Number of attachments of a task, and of its output files. */
    public static final int TASK_FILES = 32;

    /** How much of a prompt is kept in the message where the whole of it is in a file. */
    public static final int PROMPT_EXCERPT_CHARS = 2_000;

    /** SUMMARY.txt. The setting is {@code SUMMARY_MAX_LENGTH}. */
    public static final int SUMMARY_CHARS = 2_000;

    /** A reason, a note, a progress text. */
    public static final int REASON_CHARS = 1_000;

    /** A model's name, as an agent reports it. */
    public static final int MODEL_CHARS = 200;

    /** What an agent has printed, in one answer to a person. */
    public static final int LOG_TEXT_CHARS = 16 * 1024;

    public static final Duration MIN_TIMEOUT = Duration.ofSeconds(1);
    public static final Duration MAX_TIMEOUT = Duration.ofHours(24);
    public static final int MAX_RETRIES = 10;

    /** Of a fleet file in its canonical form; twice that is below what a dispatcher reads. */
    public static final int FLEET_BYTES = 96 * 1024;

    /** Agents that work for each other, in one line. */
    public static final int DELEGATION_DEPTH = 5;

    /** Tasks that the agent of one attempt delegates. */
    public static final int CHILDREN = 20;

    /** What an agent tells another to do; longer texts go as files. */
    public static final int INSTRUCTION_BYTES = 64 * 1024;

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
