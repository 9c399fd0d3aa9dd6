package dev.crayfleet.local;

import dev.crayfleet.cli.LocalFleetFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The data folder of a local fleet, locked for one process at a time. */
final class DataFolder implements AutoCloseable {
    private static final Set<PosixFilePermission> OF_OTHERS =
            EnumSet.of(
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * @throws IllegalStateException with a sentence for people, if another fleet uses it, or it
     *     cannot be read or written
     */
    static DataFolder open(Path path, boolean fresh) {
        try {
            Files.createDirectories(path);
            keepOthersOut(path);
            FileChannel channel =
                    FileChannel.open(
                            path.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new IllegalStateException(
                        "Another fleet runs over %s. Stop it, or start this one in another folder."
                                .formatted(path.toAbsolutePath()));
            }
            DataFolder folder = new DataFolder(path, channel, lock);
            if (fresh) {
                folder.deleteData();
            }
            return folder;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "%s cannot be used as a data folder: %s."
                            .formatted(path.toAbsolutePath(), StartChecks.reason(e)),
                    e);
        }
    }

    /** It has what people ask for, and tokens. */
    private static void keepOthersOut(Path path) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view != null) {
            Set<PosixFilePermission> permissions =
                    EnumSet.copyOf(view.readAttributes().permissions());
            if (permissions.removeAll(OF_OTHERS)) {
                view.setPermissions(permissions);
            }
        }
    }

    Path kafka() {
        return path.resolve("kafka");
    }

    Path discord() {
        return path.resolve("discord");
    }

    Path streams() {
        return path.resolve("streams");
    }

    /** Releases the lock. */
    @Override
    public void close() {
        try (channel) {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void deleteData() throws IOException {
        for (Path subfolder : List.of(kafka(), discord(), streams())) {
            if (Files.exists(subfolder)) {
                try (Stream<Path> all = Files.walk(subfolder)) {
                    for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(each);
                    }
                }
            }
        }
        LocalFleetFile.remove(path);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
