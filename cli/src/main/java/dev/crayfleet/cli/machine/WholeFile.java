package dev.crayfleet.cli.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Writes files as a whole: whoever reads one has all of the old or all of the new, also if the disk
 * is full or the power fails meanwhile.
 */
public final class WholeFile {
    private static final String OWNER_ONLY = "rw-------";
    private static final String READ_BY_ALL = "rw-r--r--";

    private WholeFile() {}

    /** A file with secrets, which nobody but its owner can read at any moment. */
    public static void writeForOwner(Path file, byte[] content) throws IOException {
        write(file, content, OWNER_ONLY);
    }

    /** A file that others may read, as far as the umask of this process lets them. */
    public static void writeForAll(Path file, byte[] content) throws IOException {
        write(file, content, READ_BY_ALL);
    }

    /** Replaces what is there; a link, and not what it leads to. The folder must be there. */
    private static void write(Path file, byte[] content, String permissions) throws IOException {
        // On the same disk, or the move would be a copy.
        Path folder = file.toAbsolutePath().resolveSibling("");
        Path next = Files.createTempFile(folder, ".crayfleet", ".new", only(permissions, folder));
        try {
            try (FileChannel out = FileChannel.open(next, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                // Or the name could be on the disk before the content is.
                out.force(true);
            }
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static FileAttribute<?>[] only(String permissions, Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
