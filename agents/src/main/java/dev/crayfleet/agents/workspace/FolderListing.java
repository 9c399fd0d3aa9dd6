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
 * @param all how many there are, as far as they were counted
 */
record FolderListing(List<Path> entries, long all) {
    private static final int MOST_COUNTED = 100_000;
    private static final int LONGEST_NAME = 120;

    /** What would break a line, or write it from right to left. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private static final Pattern NOT_PLAIN = Pattern.compile("[/\\\\:]");

    /**
     * @param most entries that are kept
     */
    static FolderListing of(Path folder, int most) throws IOException {
        TreeSet<Path> first = // Names that are no text may look alike.
                new TreeSet<>(
                        Comparator.comparing(FolderListing::name)
                                .thenComparing(Comparator.naturalOrder()));
        long all = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                all++;
                first.add(entry);
                if (first.size() > most) {
                    first.removeLast();
                }
                if (all >= MOST_COUNTED) {
                    break;
                }
            }
        }
        return new FolderListing(List.copyOf(first), all);
    }

    private static String name(Path entry) {
        return String.valueOf(entry.getFileName());
    }

    /** For people: one line, not too long; folders end with a slash. */
    static String shown(Path entry) {
        String slash = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) ? "/" : "";
        String plain = UNSEEN.matcher(name(entry)).replaceAll("?");
        return Limits.cut(plain, LONGEST_NAME) + slash;
    }

    /** As a file of its name can be sent to anybody. */
    static String sendable(Path entry) {
        String plain =
                NOT_PLAIN.matcher(UNSEEN.matcher(name(entry)).replaceAll("_")).replaceAll("_");
        return FileRef.isSafeName(plain) ? plain : "file";
    }
}
