package dev.crayfleet.agents.workspace;

import dev.crayfleet.contract.FileRef;
import dev.crayfleet.contract.Limits;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What is in a folder that an agent filled, of which there may be any number, with any names.
 *
 * @param entries the first by name
 * @param count how many there are, at most 100,000
 */
record FolderListing(List<Path> entries, long count) {
    private static final int MAX_COUNTED = 100_000;
    private static final int MAX_NAME_CHARS = 120;

    /** What would break a line, or write it from right to left. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private static final Pattern PATH_SEPARATOR = Pattern.compile("[/\\\\:]");

    /**
     * @param maxEntries that are kept
     */
    static FolderListing of(Path folder, int maxEntries) throws IOException {
        // The paths are compared as well, because names that are no text may look alike.
        TreeSet<Path> first =
                new TreeSet<>(
                        Comparator.comparing(FolderListing::name)
                                .thenComparing(Comparator.naturalOrder()));
        long count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                count++;
                first.add(entry);
                if (first.size() > maxEntries) {
                    first.removeLast();
                }
                if (count >= MAX_COUNTED) {
                    break;
                }
            }
        }
        return new FolderListing(List.copyOf(first), count);
    }

    private static String name(Path entry) {
        return String.valueOf(entry.getFileName());
    }

    /** For people: one line, not too long; folders end with a slash. */
    static String shown(Path entry) {
        String slash = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) ? "/" : "";
        String plain = INVISIBLE.matcher(name(entry)).replaceAll("?");
        return Limits.cut(plain, MAX_NAME_CHARS) + slash;
    }

    /** As a file of its name can be sent to anybody. */
    static String sendable(Path entry) {
        String plain =
                PATH_SEPARATOR
                        .matcher(INVISIBLE.matcher(name(entry)).replaceAll("_"))
                        .replaceAll("_");
        return FileRef.isSafeName(plain) ? plain : "file";
    }
}
