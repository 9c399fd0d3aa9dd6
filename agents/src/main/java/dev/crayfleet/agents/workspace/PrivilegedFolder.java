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
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and deletes as root what agents of another user own, of whom one may be at work next door:
 * each folder is held open while its entries are looked at, so that a link which is put in its
 * place meanwhile leads nowhere. A runner that is not root can do no more than its agents, and
 * needs none of it.
 */
final class PrivilegedFolder {
    private static final Logger LOG = LoggerFactory.getLogger(PrivilegedFolder.class);
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private PrivilegedFolder() {}

    /**
     * @return empty where it is not needed, or cannot be had
     * @throws IOException also where there is a link on the way from the folder to the file
     */
    static Optional<SeekableByteChannel> open(Path folder, Path file) throws IOException {
        if (!ROOT) {
            return Optional.empty();
        }
        Path way = folder.relativize(file);
        DirectoryStream<Path> held = Files.newDirectoryStream(folder);
        try {
            for (int i = 0; i < way.getNameCount(); i++) {
                if (!(held instanceof SecureDirectoryStream<Path> secure)) {
                    return Optional.empty();
                }
                if (i == way.getNameCount() - 1) {
                    return Optional.of(
                            secure.newByteChannel(
                                    way.getName(i),
                                    Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
                }
                held = secure.newDirectoryStream(way.getName(i), LinkOption.NOFOLLOW_LINKS);
                secure.close();
            }
            return Optional.empty();
        } finally {
            held.close();
        }
    }

    /**
     * @return whether that could be done; if not, nothing is deleted
     */
    static boolean delete(Path folder) throws IOException {
        Path whole = folder.toAbsolutePath();
        Path name = whole.getFileName();
        if (!ROOT || name == null) {
            return false;
        }
        try (DirectoryStream<Path> above = Files.newDirectoryStream(whole.getParent())) {
            if (!(above instanceof SecureDirectoryStream<Path> held)) {
                return false;
            }
            while (!deleted(held, name)) {
                LOG.debug("{} is deep", folder);
            }
            return true;
        } catch (NoSuchFileException gone) {
            return true;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Whether it is gone; if not, what lay deep in it lies now near the top. */
    private static boolean deleted(SecureDirectoryStream<Path> above, Path name)
            throws IOException {
        if (!isFolder(above, name)) {
            above.deleteFile(name);
            return true;
        }
        Emptying emptying;
        try (SecureDirectoryStream<Path> top =
                above.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            emptying = new Emptying(top);
            for (Path each : top) {
                emptying.delete(top, each.getFileName(), 1);
            }
        }
        if (emptying.moved) {
            return false;
        }
        above.deleteDirectory(name);
        return true;
    }

    /**
     * Folders in folders can be far more than there is room for on the stack, or for files held
     * open: the deep ones are moved up, for another time.
     */
    private static final class Emptying {
        private static final int DEEPEST = 50;

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
                if (depth > DEEPEST) {
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
