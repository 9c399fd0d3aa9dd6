package dev.crayfleet.agents.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings changes into a home, all or none, whenever the runner or the machine is stopped:
 *
 * <pre>
 *   write   .crayfleet/next/    contents as 0, 1, …; "changes" says where they belong
 *   commit  next is renamed to kept: from here on, the changes hold
 *   apply   each content is renamed to its place; then kept is deleted
 * </pre>
 *
 * What is found in {@code next} is forgotten, what is found in {@code kept} is applied, before the
 * home is copied again. To be used with the {@link HomeLock} only.
 */
final class MemoryJournal {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryJournal.class);
    private static final Path STATE = Path.of(HomeNames.STATE);
    private static final Path NEXT = Path.of("next");
    private static final Path KEPT = Path.of("kept");
    private static final Path CHANGES = Path.of("changes");
    private static final Path IGNORED = Path.of(".gitignore");
    private static final String PUT = "put ";
    private static final String DELETE = "delete ";
    private static final int MAX_CHANGES_BYTES = 4 * 1024 * 1024;

    private final Path home;
    private final SecureDirectoryStream<Path> folder;
    private final SecureDirectoryStream<Path> state;
    private final PosixFileAttributes owner;

    private MemoryJournal(
            Path home,
            SecureDirectoryStream<Path> folder,
            SecureDirectoryStream<Path> state,
            PosixFileAttributes owner) {
        this.home = home;
        this.folder = folder;
        this.state = state;
        this.owner = owner;
    }

    /**
     * Opens the runner's folder in a home, and makes it if it is missing.
     *
     * @param home its real path
     * @param folder the home, which has to stay open as long as this is used
     * @throws IOException if it cannot be made, or is something else
     */
    static MemoryJournal open(Path home, SecureDirectoryStream<Path> folder) throws IOException {
        PosixFileAttributes owner = SecureFolders.posix(folder).readAttributes();
        makeFolder(folder, home, STATE, owner);
        SecureDirectoryStream<Path> state =
                folder.newDirectoryStream(STATE, LinkOption.NOFOLLOW_LINKS);
        MemoryJournal journal = new MemoryJournal(home, folder, state, owner);
        if (SecureFolders.attributes(state, IGNORED).isEmpty()) {
            // A home is often a clone, in which this is nobody's business.
            journal.write(state, IGNORED, "*\n".getBytes(StandardCharsets.UTF_8));
        }
        return journal;
    }

    /** Whether a home has changes that hold and are not applied. */
    static boolean isUnfinished(SecureDirectoryStream<Path> folder) throws IOException {
        if (!isFolder(folder, STATE)) {
            return false;
        }
        try (SecureDirectoryStream<Path> state =
                folder.newDirectoryStream(STATE, LinkOption.NOFOLLOW_LINKS)) {
            return isFolder(state, KEPT);
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    SecureDirectoryStream<Path> state() {
        return state;
    }

    /** Ends what an earlier runner has begun. */
    void recover() throws IOException {
        deleteFolder(NEXT);
        if (isFolder(state, KEPT)) {
            LOG.info("{}: what an agent noted down is brought to its end", home);
            apply();
        }
    }

    /** Brings a change into the home. */
    void keep(MemoryChange change) throws IOException {
        prepare(change);
        commit();
        apply();
    }

    void prepare(MemoryChange change) throws IOException {
        deleteFolder(NEXT);
        makeFolder(state, home.resolve(STATE), NEXT, owner);
        StringBuilder changes = new StringBuilder();
        try (SecureDirectoryStream<Path> next =
                state.newDirectoryStream(NEXT, LinkOption.NOFOLLOW_LINKS)) {
            int number = 0;
            for (Map.Entry<String, byte[]> each : change.written().entrySet()) {
                write(next, Path.of(Integer.toString(number++)), each.getValue());
                changes.append(PUT).append(each.getKey()).append('\n');
            }
            change.deleted().forEach(name -> changes.append(DELETE).append(name).append('\n'));
            write(next, CHANGES, changes.toString().getBytes(StandardCharsets.UTF_8));
            SecureFolders.sync(next);
        }
    }

    void commit() throws IOException {
        state.move(NEXT, state, KEPT);
        SecureFolders.sync(state);
    }

    /** May be done again at any point. */
    void apply() throws IOException {
        try (SecureDirectoryStream<Path> kept =
                state.newDirectoryStream(KEPT, LinkOption.NOFOLLOW_LINKS)) {
            int number = 0;
            for (String line : changes(kept)) {
                if (line.startsWith(PUT)) {
                    put(kept, Path.of(Integer.toString(number++)), line.substring(PUT.length()));
                } else if (line.startsWith(DELETE)) {
                    delete(line.substring(DELETE.length()));
                }
            }
            SecureFolders.sync(folder);
        }
        deleteFolder(KEPT);
        SecureFolders.sync(state);
    }

    /** Empty where all was applied, and only the folder is left. */
    private static List<String> changes(SecureDirectoryStream<Path> kept) throws IOException {
        if (SecureFolders.attributes(kept, CHANGES).isEmpty()) {
            return List.of();
        }
        try (SeekableByteChannel channel = SecureFolders.read(kept, CHANGES)) {
            byte[] bytes = Channels.newInputStream(channel).readNBytes(MAX_CHANGES_BYTES);
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        }
    }

    private void put(SecureDirectoryStream<Path> kept, Path content, String relative)
            throws IOException {
        if (!HomeNames.isMemory(relative) || SecureFolders.attributes(kept, content).isEmpty()) {
            return;
        }
        Path target = Path.of(relative);
        Path above = target.getParent();
        SecureDirectoryStream<Path> in = above == null ? folder : openOrMake(above);
        try {
            if (isFolder(in, target.getFileName())) {
                throw new IOException(
                        "%s is a folder in the home".formatted(HomeNames.shown(relative)));
            }
            kept.move(content, in, target.getFileName());
            SecureFolders.sync(in);
        } finally {
            if (in != folder) {
                in.close();
            }
        }
    }

    private void delete(String relative) throws IOException {
        Path target = Path.of(relative);
        Path above = target.getParent();
        if (!HomeNames.isMemory(relative)) {
            return;
        }
        try {
            SecureDirectoryStream<Path> in =
                    above == null ? folder : SecureFolders.open(folder, above);
            try {
                if (!isFolder(in, target.getFileName())) {
                    in.deleteFile(target.getFileName());
                    SecureFolders.sync(in);
                }
            } finally {
                if (in != folder) {
                    in.close();
                }
            }
        } catch (NoSuchFileException | NotDirectoryException gone) {
            LOG.debug("{} is gone already", relative, gone);
        }
    }

    private SecureDirectoryStream<Path> openOrMake(Path relative) throws IOException {
        SecureDirectoryStream<Path> current = folder;
        Path at = home;
        for (Path name : relative) {
            SecureDirectoryStream<Path> next;
            try {
                makeFolder(current, at, name, owner);
                next = current.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
            } finally {
                if (current != folder) {
                    current.close();
                }
            }
            at = at.resolve(name);
            current = next;
        }
        return current;
    }

    /**
     * @param at where the folder is that it is made in, because the system makes none in a folder
     *     that is held open
     */
    private static void makeFolder(
            SecureDirectoryStream<Path> in, Path at, Path name, PosixFileAttributes owner)
            throws IOException {
        if (SecureFolders.attributes(in, name).isEmpty()) {
            Files.createDirectory(at.resolve(name));
            HomeOwner.giveTo(owner, SecureFolders.posix(in, name), true);
        }
    }

    private void write(SecureDirectoryStream<Path> in, Path name, byte[] content)
            throws IOException {
        try (SeekableByteChannel channel =
                in.newByteChannel(
                        name,
                        Set.of(
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.WRITE,
                                LinkOption.NOFOLLOW_LINKS),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                int unused = channel.write(bytes);
            }
            HomeOwner.giveTo(owner, SecureFolders.posix(in, name), false);
            if (channel instanceof FileChannel file) {
                file.force(true);
            }
        }
    }

    private static boolean isFolder(SecureDirectoryStream<Path> in, Path name) throws IOException {
        Optional<BasicFileAttributes> attributes = SecureFolders.attributes(in, name);
        return attributes.isPresent() && attributes.get().isDirectory();
    }

    /** A folder of files only. */
    private void deleteFolder(Path name) throws IOException {
        if (!isFolder(state, name)) {
            return;
        }
        try (SecureDirectoryStream<Path> all =
                state.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            // Its list first: without it, the rest is nothing to be applied.
            if (SecureFolders.attributes(all, CHANGES).isPresent()) {
                all.deleteFile(CHANGES);
            }
            for (Path each : all) {
                if (!each.getFileName().equals(CHANGES)) {
                    all.deleteFile(each.getFileName());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        state.deleteDirectory(name);
    }

    void close() throws IOException {
        state.close();
    }
}
