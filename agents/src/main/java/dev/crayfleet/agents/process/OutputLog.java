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
 * agent-output.log: all an agent prints. When it has half of what it may have, it is renamed to
 * agent-output.log.1, which replaces the one before: so the end of the output is always there.
 * Secrets are masked in it. A full disk ends the log, not the agent. Safe for use by many threads.
 */
public final class OutputLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutputLog.class);

    private final Path file;
    private final long maxFileBytes;
    private final Secrets.Filter filter;
    private @Nullable OutputStream out;
    private long writtenBytes;

    /**
     * @param maxBytes of it and the one before it, together
     * @throws IOException if it cannot be written at all
     */
    public OutputLog(Path file, long maxBytes, Secrets secrets) throws IOException {
        this.file = file;
        this.maxFileBytes = Math.max(1, maxBytes / 2);
        this.filter = secrets.filter();
        this.out = open(StandardOpenOption.CREATE);
    }

    private OutputStream open(StandardOpenOption createOption) throws IOException {
        writtenBytes = 0;
        return Files.newOutputStream(
                file, createOption, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    }

    public synchronized void write(byte[] bytes, int length) {
        append(filter.pass(bytes, length));
    }

    /** Writes a line of text. */
    public void writeLine(String text) {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        write(bytes, bytes.length);
    }

    private void append(byte[] bytes) {
        if (out == null) {
            return;
        }
        try {
            int at = 0;
            while (at < bytes.length) {
                int count = (int) Math.min(maxFileBytes - writtenBytes, bytes.length - at);
                out.write(bytes, at, count);
                writtenBytes += count;
                at += count;
                if (writtenBytes >= maxFileBytes) {
                    rotate();
                }
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be written any more: {}", file, e.toString());
            closeFile();
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
        // The agent may write into this folder too, and have put a link in its place meanwhile.
        out = open(StandardOpenOption.CREATE_NEW);
    }

    private void closeFile() {
        OutputStream open = out;
        out = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be closed", file, e);
        }
    }

    @Override
    public synchronized void close() {
        append(filter.end());
        closeFile();
    }
}
