package dev.crayfleet.agents.process;

import dev.crayfleet.agents.safety.Secrets;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * agent-output.log: all an agent prints. When it has half of what it may have, it becomes
 * agent-output.log.1, and that one is dropped: the end is always there. Secrets are masked in it. A
 * disk that is full stops the log and nothing else. Safe for use by many threads.
 */
public final class OutputLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutputLog.class);

    private final Path file;
    private final long half;
    private final Secrets.Filter filter;
    private @Nullable OutputStream out;
    private long written;

    /**
     * @param limit of it and the one before it, together
     * @throws IOException if it cannot be written at all
     */
    public OutputLog(Path file, long limit, Secrets secrets) throws IOException {
        this.file = file;
        this.half = Math.max(1, limit / 2);
        this.filter = secrets.filter();
        this.out = open(StandardOpenOption.CREATE);
    }

    private OutputStream open(StandardOpenOption creating) throws IOException {
        written = 0;
        return Files.newOutputStream(
                file, creating, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    }

    public synchronized void write(byte[] bytes, int length) {
        put(filter.pass(bytes, length));
    }

    /** Writes a line of text. */
    public void line(String text) {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        write(bytes, bytes.length);
    }

    private void put(byte[] bytes) {
        if (out == null) {
            return;
        }
        try {
            int at = 0;
            while (at < bytes.length) {
                int fits = (int) Math.min(half - written, bytes.length - at);
                out.write(bytes, at, fits);
                written += fits;
                at += fits;
                if (written >= half) {
                    rotate();
                }
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be written any more: {}", file, e.toString());
            give();
        }
    }

    private void rotate() throws IOException {
        if (out != null) {
            out.close();
        }
        Files.move(
                file,
                file.resolveSibling(file.getFileName() + ".1"),
                StandardCopyOption.REPLACE_EXISTING);
        // The agent writes here as well: what it puts there meanwhile is not ours to open.
        out = open(StandardOpenOption.CREATE_NEW);
    }

    private void give() {
        OutputStream old = out;
        out = null;
        try {
            if (old != null) {
                old.close();
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be closed", file, e);
        }
    }

    @Override
    public synchronized void close() {
        put(filter.end());
        give();
    }
}
