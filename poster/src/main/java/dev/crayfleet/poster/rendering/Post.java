package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.FileRef;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A message to post. The same record is always rendered to the same posts, so that one that was
 * made before is recognised: by its nonce for some minutes, and later by its text.
 *
 * @param nonce at most 25 characters
 * @param content 1 to {@link #MAX_CHARS} characters
 * @param files at most {@link #MAX_FILES}
 */
public record Post(String nonce, String content, List<Attachment> files) {
    /** Of one message, as Discord allows; UTF-16 units. */
    public static final int MAX_CHARS = 2_000;

    /** Of one message, as Discord allows. */
    public static final int MAX_FILES = 10;

    /**
     * @throws IllegalArgumentException if Discord would not take it
     */
    public Post {
        files = List.copyOf(files);
        if (nonce.isEmpty() || nonce.length() > Nonce.MAX_CHARS) {
            throw new IllegalArgumentException("nonce \"" + nonce + "\"");
        }
        if (content.isBlank() || content.length() > MAX_CHARS) {
            throw new IllegalArgumentException("a message of " + content.length() + " characters");
        }
        if (files.size() > MAX_FILES) {
            throw new IllegalArgumentException("a message with " + files.size() + " files");
        }
    }

    /** A file of a message. */
    public sealed interface Attachment {
        String name();

        /** Bytes; of a text, in UTF-8. */
        long size();

        /** A text that is part of the record. */
        record Text(String name, String text) implements Attachment {
            @Override
            public long size() {
                return text.getBytes(StandardCharsets.UTF_8).length;
            }
        }

        /** A file on the files topic. */
        record Stored(FileRef file) implements Attachment {
            @Override
            public String name() {
                return file.name();
            }

            @Override
            public long size() {
                return file.size();
            }
        }
    }
}
