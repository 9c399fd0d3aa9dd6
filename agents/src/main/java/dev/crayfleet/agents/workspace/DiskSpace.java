package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whether a disk is full. */
final class DiskSpace {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
    private static final long LOW_BYTES = 1024L * 1024;
    private static final int PROBE_BYTES = 64 * 1024;

    private DiskSpace() {}

    /**
     * Whether nothing more can be written in a folder. Where little space is free, writing is
     * tried, because the rest may be reserved for other users.
     */
    static boolean isOut(Path folder) {
        Path probe = folder.resolve(".probe");
        try {
            if (Files.getFileStore(folder).getUsableSpace() >= LOW_BYTES) {
                return false;
            }
            Files.deleteIfExists(probe);
            try {
                Files.write(probe, new byte[PROBE_BYTES], StandardOpenOption.CREATE_NEW);
                return false;
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be written", folder, e);
            return FileErrors.isFull(e);
        }
    }
}
