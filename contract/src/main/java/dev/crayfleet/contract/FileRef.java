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

    /**
     * @throws IllegalArgumentException if the name could leave its folder, or a number is out of
     *     range
     */
    public FileRef {
        if (!isSafeName(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is no plain file name");
        }
        if (size < 0 || size > Limits.FILE_BYTES) {
            throw new IllegalArgumentException("file \"" + name + "\" has " + size + " bytes");
        }
        if (partition < 0 || offset < 0 || chunks < 1) {
            throw new IllegalArgumentException("file \"" + name + "\" has no place");
        }
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
