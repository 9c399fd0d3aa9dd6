package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.FileRef;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One message. The same record makes the same posts each time, so that a post done before is known
 * again: by its nonce, and later by its text.
 *
 * @param nonce at most 25 characters
 * @param content 1 to {@link #LONGEST} characters
 * @param files at most {@link #MOST_FILES}
 */
public record Post(String nonce, String content, List<Attachment> files) {
    /** Characters of a message. */
    public static final int LONGEST = 2_000;

    /** Files of a message. */
    public static final int MOST_FILES = 10;

    /**
     * @throws IllegalArgumentException if Discord would not take it
     */
    public Post {
        files = List.copyOf(files);
        if (nonce.isEmpty() || nonce.length() > Nonce.LONGEST) {
            throw new IllegalArgumentException("nonce \"" + nonce + "\"");
        }
        if (content.isBlank() || content.length() > LONGEST) {
            throw new IllegalArgumentException("a message of " + content.length() + " characters");
        }
        if (files.size() > MOST_FILES) {
            throw new IllegalArgumentException("a message with " + files.size() + " files");
        }
    }

    /** A file of a message. */
    public sealed interface Attachment {
        String name();

        /** Bytes, of UTF-8 where it is a text. */
        long size();

        /** A text that is at hand. */
        record Text(String name, String text) implements Attachment {
            @Override
            public long size() {
                return text.getBytes(StandardCharsets.UTF_8).length;
            }
        }

        /** On the files topic. */
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
