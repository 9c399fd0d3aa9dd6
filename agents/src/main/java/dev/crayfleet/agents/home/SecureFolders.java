package dev.crayfleet.agents.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Optional;
import java.util.Set;

/**
 * Folders that are opened one from the other and held open, so that a link which takes the place of
 * one meanwhile is not followed: the runner may be root, and a home somebody else's.
 */
final class SecureFolders {
    private static final Path ITSELF = Path.of(".");

    private SecureFolders() {}

    /**
     * @throws IOException also if the system cannot hold folders open
     */
    static SecureDirectoryStream<Path> open(Path folder) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(folder);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("the file system of " + folder + " does not hold folders open");
    }

    /**
     * A folder some levels below another, which stays open.
     *
     * @throws IOException also if there is a link on the way
     */
    static SecureDirectoryStream<Path> open(SecureDirectoryStream<Path> from, Path relative)
            throws IOException {
        SecureDirectoryStream<Path> current = from;
        for (Path name : relative) {
            SecureDirectoryStream<Path> next;
            try {
                next = current.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
            } finally {
                if (current != from) {
                    current.close();
                }
            }
            current = next;
        }
        return current;
    }

    /** Empty if there is nothing of that name. */
    static Optional<BasicFileAttributes> attributes(SecureDirectoryStream<Path> in, Path name)
            throws IOException {
        try {
            return Optional.of(
                    in.getFileAttributeView(
                                    name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                            .readAttributes());
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** Of the owner of a file or folder, where files have owners. */
    static PosixFileAttributeView posix(SecureDirectoryStream<Path> in, Path name) {
        return in.getFileAttributeView(
                name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    static PosixFileAttributeView posix(SecureDirectoryStream<Path> folder) {
        return folder.getFileAttributeView(PosixFileAttributeView.class);
    }

    /**
     * Opens a plain file for reading. First for writing, too, though nothing is written: a pipe
     * that has taken its place then holds nobody up.
     */
    static SeekableByteChannel read(SecureDirectoryStream<Path> in, Path name) throws IOException {
        try {
            return in.newByteChannel(
                    name,
                    Set.of(
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException readOnly) {
            if (!attributes(in, name).map(BasicFileAttributes::isRegularFile).orElse(false)) {
                throw readOnly;
            }
            return in.newByteChannel(
                    name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        }
    }

    /** Has the disk keep which files are in a folder. */
    static void sync(SecureDirectoryStream<Path> folder) throws IOException {
        try (SeekableByteChannel channel =
                folder.newByteChannel(ITSELF, Set.of(StandardOpenOption.READ))) {
            if (channel instanceof FileChannel file) {
                file.force(true);
            }
        }
    }
}
