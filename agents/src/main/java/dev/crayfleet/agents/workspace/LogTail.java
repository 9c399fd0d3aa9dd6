package dev.crayfleet.agents.workspace;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Texts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a log, above all of agent-output.log, for reports of agents that left nothing else.
 */
public final class LogTail {
    private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);
    private static final int MAX_BYTES = 4_000;

    private LogTail() {}

    /**
     * @return without colours; empty where nothing was printed, or it cannot be read
     */
    public static Optional<String> of(Workspace workspace) {
        return workspace.isInPlace()
                ? of(workspace.file(Workspace.LOG), MAX_BYTES)
                : Optional.empty();
    }

    /**
     * Of any log whose secrets are masked.
     *
     * @param maxBytes at least 1
     * @return without colours; empty where nothing was printed, or it cannot be read
     */
    public static Optional<String> of(Path file, int maxBytes) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (SeekableByteChannel channel = SwappableFile.open(file)) {
            boolean cut = channel.size() > maxBytes;
            channel.position(cut ? channel.size() - maxBytes : 0);
            ByteBuffer bytes = ByteBuffer.allocate(maxBytes);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until it is full, or there is no more.
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            if (cut) {
                // A part of a line may have a part of a secret, which would not be masked.
                text = text.substring(text.indexOf('\n') + 1);
            }
            String plain = Texts.printable(text);
            return Optional.of(Limits.cut(plain.strip(), maxBytes)).filter(tail -> !tail.isEmpty());
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file, e.toString());
            return Optional.empty();
        }
    }
}
