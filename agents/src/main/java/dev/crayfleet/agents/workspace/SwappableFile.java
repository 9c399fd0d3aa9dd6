package dev.crayfleet.agents.workspace;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A log that its agent can swap for something else at any moment, also between a look at it and its
 * opening.
 */
final class SwappableFile {
    private SwappableFile() {}

    /**
     * Opens it for reading, without waiting for anybody: a pipe that is opened to be read alone
     * holds up whoever does until somebody writes, one that is opened both ways does not.
     *
     * @throws IOException if it cannot be read from any position, as a pipe, or is a link
     */
    static SeekableByteChannel open(Path file) throws IOException {
        SeekableByteChannel channel =
                Files.newByteChannel(
                        file,
                        Set.of(
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                LinkOption.NOFOLLOW_LINKS));
        try {
            return channel.position(0);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }
}
