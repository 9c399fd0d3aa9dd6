package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.workspace.FolderDeletion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a Gateway of the runner's own, among the workers. It has copies of keys, and the
 * next runner may have another name: so it is deleted when this is closed, and where the runner was
 * killed, the next runner that starts deletes it. It is in use as long as a process holds the lock
 * in it.
 */
public final class OpenClawGatewayFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenClawGatewayFolder.class);
    private static final String PREFIX = ".gateway-";
    private static final String LOCK = ".lock";

    private final Path folder;
    private final String owner;
    private final @Nullable FileChannel lock;

    private OpenClawGatewayFolder(Path folder, String owner, @Nullable FileChannel lock) {
        this.folder = folder;
        this.owner = owner;
        this.lock = lock;
    }

    /**
     * Locks the folder, and deletes those of runners that are gone.
     *
     * @param name of the Gateway
     */
    public static OpenClawGatewayFolder claim(Path workers, String name) {
        return claim(workers, name, "");
    }

    /**
     * The same for the Gateway of one agent.
     *
     * @param agent empty for the one of all
     */
    public static OpenClawGatewayFolder claim(Path workers, String name, String agent) {
        String owner = agent.isEmpty() ? "" : agent + "-";
        Path folder = workers.resolve(PREFIX + name);
        try {
            Files.createDirectories(folder);
            OpenClawGatewayFolder claimed =
                    new OpenClawGatewayFolder(folder, owner, tryLock(folder));
            claimed.deleteOthers(workers);
            return claimed;
        } catch (IOException e) {
            // The start of the Gateway will fail with a message of its own.
            LOG.warn("{} cannot be claimed: {}", folder, e.toString());
            return new OpenClawGatewayFolder(folder, owner, null);
        }
    }

    /** Where the Gateway may keep its state. */
    public Path folder() {
        return folder;
    }

    /** Among the workers, where it is not deleted; the next failure replaces it. */
    Path keptLog(boolean restricted) {
        return folder.resolveSibling(
                "gateway-%s%s.log".formatted(owner, restricted ? "restricted" : "full"));
    }

    private void deleteOthers(Path workers) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(workers, PREFIX + "*")) {
            for (Path each : folders) {
                // A folder without a lock file may be being made.
                if (!each.equals(folder) && Files.exists(each.resolve(LOCK))) {
                    deleteIfUnlocked(each);
                }
            }
        }
    }

    private static void deleteIfUnlocked(Path folder) {
        try (FileChannel lock = tryLock(folder)) {
            if (lock != null) {
                delete(folder);
                LOG.info("{} is deleted: its runner is gone", folder);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", folder, e.toString());
        }
    }

    /** Deletes the lock last, so that a folder that cannot be deleted now is found again. */
    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path each : all) {
                if (!each.endsWith(LOCK)) {
                    FolderDeletion.delete(each);
                }
            }
        }
        FolderDeletion.delete(folder);
    }

    /** Absent where another process has the lock. */
    private static @Nullable FileChannel tryLock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException lockedByThisProcess) {
            LOG.debug("{} is in use here", folder, lockedByThisProcess);
        }
        channel.close();
        return null;
    }

    @Override
    public void close() {
        try {
            // Without the lock, another runner of the same name uses the folder.
            if (lock != null && lock.isOpen()) {
                try (lock) {
                    delete(folder);
                }
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", folder, e.toString());
        }
    }
}
