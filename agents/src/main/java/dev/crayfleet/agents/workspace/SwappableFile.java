package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * A file that its agent can swap for something else at any moment, also between a look at it and
 * its opening.
 */
final class SwappableFile {
    /**
     * A pipe that is opened to be read alone holds up whoever does until somebody writes, one that
     * is opened both ways does not.
     */
    static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private SwappableFile() {}

    /**
     * Opens it for reading, without waiting for anybody. One of the runner's own user that nobody
     * may write becomes that user's to write, and nobody else's.
     *
     * @throws IOException if it cannot be read from any position, as a pipe, or is a link
     */
    static SeekableByteChannel open(Path file) throws IOException {
        try {
            return requirePositions(Files.newByteChannel(file, OPTIONS));
        } catch (AccessDeniedException readOnly) {
            // A change of permissions follows links: root must not.
            if (PrivilegedFolder.IS_ROOT || !allowWriting(file)) {
                throw readOnly;
            }
            return requirePositions(Files.newByteChannel(file, OPTIONS));
        }
    }

    private static boolean allowWriting(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        Set<PosixFilePermission> permissions =
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        try {
            if (Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)
                    .contains(PosixFilePermission.OWNER_EXECUTE)) {
                permissions.add(PosixFilePermission.OWNER_EXECUTE);
            }
            Files.setPosixFilePermissions(file, permissions);
            return true;
        } catch (IOException | UnsupportedOperationException ofAnotherUser) {
            return false;
        }
    }

    /**
     * @return the same
     * @throws IOException if it cannot be read from any position; then it is closed
     */
    static SeekableByteChannel requirePositions(SeekableByteChannel channel) throws IOException {
        try {
            return channel.position(0);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
