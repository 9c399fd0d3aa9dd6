package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and deletes as root what belongs to agents of another user, of which one may run meanwhile:
 * each folder is held open while its entries are read, so that a link which replaces the folder
 * meanwhile is not followed. A runner that is not root has no more rights than its agents, and does
 * not need this.
 */
final class PrivilegedFolder {
    private static final Logger LOG = LoggerFactory.getLogger(PrivilegedFolder.class);
    static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

    private PrivilegedFolder() {}

    /**
     * @return empty where it is not needed, or cannot be had
     * @throws IOException also where there is a link on the way from the folder to the file
     */
    static Optional<SeekableByteChannel> open(Path folder, Path file) throws IOException {
        if (!IS_ROOT) {
            return Optional.empty();
        }
        Path relative = folder.relativize(file);
        DirectoryStream<Path> open = Files.newDirectoryStream(folder);
        try {
            for (int i = 0; i < relative.getNameCount(); i++) {
                if (!(open instanceof SecureDirectoryStream<Path> secure)) {
                    return Optional.empty();
                }
                if (i == relative.getNameCount() - 1) {
                    return Optional.of(
                            SwappableFile.requirePositions(
                                    secure.newByteChannel(
                                            relative.getName(i), SwappableFile.OPTIONS)));
                }
                open = secure.newDirectoryStream(relative.getName(i), LinkOption.NOFOLLOW_LINKS);
                secure.close();
            }
            return Optional.empty();
        } finally {
            open.close();
        }
    }

    /**
     * @return whether that could be done; if not, nothing is deleted
     */
    static boolean delete(Path folder) throws IOException {
        Path whole = folder.toAbsolutePath();
        Path name = whole.getFileName();
        if (!IS_ROOT || name == null) {
            return false;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(whole.getParent())) {
            if (!(stream instanceof SecureDirectoryStream<Path> parent)) {
                return false;
            }
            while (!delete(parent, name)) {
                LOG.debug("{} is deep", folder);
            }
            return true;
        } catch (NoSuchFileException alreadyDeleted) {
            return true;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Returns whether it is deleted; if not, what lay deep in it was moved near the top. */
    private static boolean delete(SecureDirectoryStream<Path> parent, Path name)
            throws IOException {
        if (!isFolder(parent, name)) {
            parent.deleteFile(name);
            return true;
        }
        Emptying emptying;
        try (SecureDirectoryStream<Path> top =
                parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            emptying = new Emptying(top);
            for (Path each : top) {
                emptying.delete(top, each.getFileName(), 1);
            }
        }
        if (emptying.moved) {
            return false;
        }
        parent.deleteDirectory(name);
        return true;
    }

    /**
     * Empties a folder in one pass. Folders may be nested deeper than the stack or the number of
     * open files allow: deep ones are moved up, for the next pass.
     */
    private static final class Emptying {
        private static final int MAX_DEPTH = 50;

        private final SecureDirectoryStream<Path> top;
        private boolean moved;

        Emptying(SecureDirectoryStream<Path> top) {
            this.top = top;
        }

        void delete(SecureDirectoryStream<Path> in, Path name, int depth) throws IOException {
            try {
                if (!isFolder(in, name)) {
                    in.deleteFile(name);
                    return;
                }
                if (depth > MAX_DEPTH) {
                    in.move(name, top, Path.of("deep-" + UUID.randomUUID()));
                    moved = true;
                    return;
                }
                try (SecureDirectoryStream<Path> folder =
                        in.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    for (Path each : folder) {
                        delete(folder, each.getFileName(), depth + 1);
                    }
                }
                in.deleteDirectory(name);
            } catch (NoSuchFileException gone) {
                LOG.debug("somebody else deleted {} first", name, gone);
            }
        }
    }

    private static boolean isFolder(SecureDirectoryStream<Path> in, Path name) throws IOException {
        return in.getFileAttributeView(
                        name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }
}
