package dev.crayfleet.agents.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * That one attempt works with what an agent noted down: what two note at the same time could not be
 * brought together. The system gives the lock up when the process ends, however that happens.
 */
final class HomeLock implements AutoCloseable {
    private static final Path NAME = Path.of("lock");

    /** Those of this process: for the system they are all one, and closing one file frees it. */
    private static final Set<Path> HERE = ConcurrentHashMap.newKeySet();

    private final Path home;
    private final FileChannel channel;

    private HomeLock(Path home, FileChannel channel) {
        this.home = home;
        this.channel = channel;
    }

    /**
     * @param home its real path
     * @param state folder of the runner's in it
     * @return empty if somebody has it
     * @throws IOException if no file can be made there
     */
    static Optional<HomeLock> tryTake(Path home, SecureDirectoryStream<Path> state)
            throws IOException {
        if (!HERE.add(home)) {
            return Optional.empty();
        }
        Optional<HomeLock> taken = Optional.empty();
        try {
            taken = tryLock(home, state);
            return taken;
        } finally {
            if (taken.isEmpty()) {
                HERE.remove(home);
            }
        }
    }

    private static Optional<HomeLock> tryLock(Path home, SecureDirectoryStream<Path> state)
            throws IOException {
        SeekableByteChannel opened =
                state.newByteChannel(
                        NAME,
                        // Both ways, so that a pipe in its place holds nobody up.
                        Set.of(
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                LinkOption.NOFOLLOW_LINKS),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        boolean isTaken = false;
        try {
            if (opened instanceof FileChannel channel && channel.tryLock() != null) {
                isTaken = true;
                return Optional.of(new HomeLock(home, channel));
            }
            return Optional.empty();
        } catch (OverlappingFileLockException another) {
            return Optional.empty();
        } finally {
            if (!isTaken) {
                opened.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HERE.remove(home);
        }
    }
}
