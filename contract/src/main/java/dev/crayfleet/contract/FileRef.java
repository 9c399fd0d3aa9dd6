package dev.crayfleet.contract;

import java.nio.charset.StandardCharsets;

/**
 * A reference to a file on the files topic. Its chunks are records of one key in order, though
 * other records may be between them.
 *
 * @param name a plain file name, never a path: what writes the file to disk relies on that
 * @param size bytes, 0 to {@link Limits#FILE_BYTES}
 * @param sha256 64 hexadecimal digits, of the whole
 * @param partition of the files topic
 * @param offset of the first chunk
 * @param chunks how many, at least 1
 */
public record FileRef(
        String name, long size, String sha256, int partition, long offset, int chunks) {
    /** As file systems allow. */
    private static final int MAX_NAME_BYTES = 255;

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
     * Checks that its numbers are consistent, which a foreign producer may not have done.
     *
     * @throws IllegalArgumentException with a sentence for people, if they are not
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

    /**
     * Whether a name from outside may be used unchanged as the name of a file in a folder of ours.
     */
    public static boolean isSafeName(String name) {
        return name != null
                && !name.isBlank()
                && isUtf8OfAtMost(MAX_NAME_BYTES, name)
                && !name.equals(".")
                && !name.equals("..")
                && name.chars()
                        .noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < 0x20 || c == 0x7f);
    }

    /** Also false for a lone surrogate, which cannot be encoded. */
    private static boolean isUtf8OfAtMost(int maxBytes, String name) {
        return name.length() <= maxBytes
                && StandardCharsets.UTF_8.newEncoder().canEncode(name)
                && name.getBytes(StandardCharsets.UTF_8).length <= maxBytes;
    }
}
