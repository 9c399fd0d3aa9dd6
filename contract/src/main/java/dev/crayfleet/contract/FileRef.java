package dev.crayfleet.contract;

import java.nio.charset.StandardCharsets;

/**
 * A big thing that travels on the files topic, and where it lies there. Its chunks are consecutive
 * records of one key, though other records may lie between them.
 *
 * @param name the last part of a path, never a path: who writes it to disk relies on that
 * @param size bytes, 0 to {@link Limits#FILE_BYTES}
 * @param sha256 64 hexadecimal digits, of the whole
 * @param partition of the files topic
 * @param offset of the first chunk
 * @param chunks how many, at least 1
 */
public record FileRef(
        String name, long size, String sha256, int partition, long offset, int chunks) {
    /** What a file system takes; bytes. */
    private static final int LONGEST_NAME = 255;

    private static final int SHA256_DIGITS = 64;

    /**
     * @throws IllegalArgumentException if the name could leave its folder, or a number is out of
     *     range
     */
    public FileRef {
        if (!isSafeName(name)) {
            throw new IllegalArgumentException(
                    "\"%s\" is no plain file name"
                            .formatted(Texts.oneLine(Limits.cut(String.valueOf(name), 80))));
        }
        if (size < 0 || size > Limits.FILE_BYTES) {
            throw new IllegalArgumentException("file \"" + name + "\" has " + size + " bytes");
        }
        if (partition < 0 || offset < 0 || chunks < 1) {
            throw new IllegalArgumentException("file \"" + name + "\" has no place");
        }
    }

    /** Into how many chunks a file of so many bytes is cut. */
    public static int chunksOf(long size) {
        return (int) Math.max(1, Math.ceilDiv(size, (long) Limits.CHUNK_BYTES));
    }

    /**
     * Holds its numbers against each other; whoever made it up need not have.
     *
     * @throws IllegalArgumentException with a sentence for people, if no file was ever written so
     */
    public FileRef verified() {
        if (chunks != chunksOf(size)) {
            throw new IllegalArgumentException(
                    "file \"%s\" of %,d bytes lies in %d chunks, not in %d"
                            .formatted(name, size, chunksOf(size), chunks));
        }
        if (!isSha256(sha256)) {
            throw new IllegalArgumentException(
                    "file \"%s\" has no sha256 of 64 hexadecimal digits".formatted(name));
        }
        return this;
    }

    private static boolean isSha256(String digits) {
        return digits.length() == SHA256_DIGITS
                && digits.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /** Whether a name from outside may be used as it is for a file in a folder of ours. */
    public static boolean isSafeName(String name) {
        return name != null
                && !name.isBlank()
                && isUtf8OfAtMost(LONGEST_NAME, name)
                && !name.equals(".")
                && !name.equals("..")
                && name.chars()
                        .noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < 0x20 || c == 0x7f);
    }

    /** Half a surrogate pair is no text, and no path either. */
    private static boolean isUtf8OfAtMost(int bytes, String name) {
        return name.length() <= bytes
                && StandardCharsets.UTF_8.newEncoder().canEncode(name)
                && name.getBytes(StandardCharsets.UTF_8).length <= bytes;
    }
}
