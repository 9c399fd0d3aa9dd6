package dev.crayfleet.agents.gateway;

import dev.crayfleet.agents.workspace.Retention;
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
 * next runner may have another name: so it is deleted when it is closed, and one whose runner was
 * killed is deleted by the next that starts. A lock in it, which ends with the process that holds
 * it, tells one from the other.
 */
public final class GatewayFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayFolder.class);
    private static final String PREFIX = ".gateway-";
    private static final String LOCK = ".lock";

    private final Path mine;
    private final @Nullable FileChannel lock;

    private GatewayFolder(Path mine, @Nullable FileChannel lock) {
        this.mine = mine;
        this.lock = lock;
    }

    /**
     * Also deletes those that are nobody's any more.
     *
     * @param name of the Gateway
     */
    public static GatewayFolder claim(Path workers, String name) {
        Path mine = workers.resolve(PREFIX + name);
        try {
            Files.createDirectories(mine);
            GatewayFolder claimed = new GatewayFolder(mine, tryLock(mine));
            claimed.deleteOthers(workers);
            return claimed;
        } catch (IOException e) {
            // The Gateway will say what is wrong with the folder.
            LOG.warn("{} cannot be claimed: {}", mine, e.toString());
            return new GatewayFolder(mine, null);
        }
    }

    /** For a Gateway with its state. */
    public Path folder() {
        return mine;
    }

    private void deleteOthers(Path workers) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(workers, PREFIX + "*")) {
            for (Path each : folders) {
                // One without a lock may be in the making.
                if (!each.equals(mine) && Files.exists(each.resolve(LOCK))) {
                    deleteIfLeft(each);
                }
            }
        }
    }

    private static void deleteIfLeft(Path folder) {
        try (FileChannel held = tryLock(folder)) {
            if (held != null) {
                delete(folder);
                LOG.info("{} is deleted: its runner is gone", folder);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", folder, e.toString());
        }
    }

    /** The lock last: what cannot be deleted now is found again. */
    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path each : all) {
                if (!each.endsWith(LOCK)) {
                    Retention.delete(each);
                }
            }
        }
        Retention.delete(folder);
    }

    /** Absent where somebody has it. */
    private static @Nullable FileChannel tryLock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException anotherOfThisProcess) {
            LOG.debug("{} is in use here", folder, anotherOfThisProcess);
        }
        channel.close();
        return null;
    }

    @Override
    public void close() {
        try {
            // Without the lock it is another's, of the same name.
            if (lock != null) {
                try (lock) {
                    delete(mine);
                }
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", mine, e.toString());
        }
    }
}
