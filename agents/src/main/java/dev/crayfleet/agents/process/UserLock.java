package dev.crayfleet.agents.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * That a user is one runner's on this machine: others would end what it runs. The system gives the
 * lock up when the runner's process ends, however that happens.
 */
final class UserLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UserLock.class);

    /** Only root writes there, and nothing of it outlives a start of the machine. */
    static final Path FOLDER = Path.of("/run/crayfleet-agents");

    /** Those of this process: for the system they are all one, and closing one file frees it. */
    private static final Set<Path> HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final @Nullable FileChannel channel;

    private UserLock(Path file, @Nullable FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * @return empty if another runner has it
     */
    static Optional<UserLock> tryTake(SystemUser user, Path folder) throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path file = folder.resolve(user.account() + ".lock").toAbsolutePath();
        if (!HERE.add(file)) {
            return Optional.empty();
        }
        boolean isTaken = false;
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            isTaken = channel.tryLock() != null;
            return isTaken ? Optional.of(new UserLock(file, channel)) : Optional.empty();
        } finally {
            if (!isTaken) {
                new UserLock(file, channel).close();
            }
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be closed", file, e);
        }
        HERE.remove(file);
    }
}
