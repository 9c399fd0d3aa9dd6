package dev.crayfleet.runner.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** agent-output.log: all an agent prints, up to a limit. Safe for use by many threads. */
final class OutputLog implements AutoCloseable {
    private final OutputStream out;
    private long left;
    private boolean full;

    OutputLog(Path file, long limit) throws IOException {
        this.out =
                Files.newOutputStream(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND,
                        LinkOption.NOFOLLOW_LINKS);
        this.left = limit;
    }

    synchronized void write(byte[] bytes, int length) throws IOException {
        if (full) {
            return;
        }
        int fits = (int) Math.min(left, length);
        out.write(bytes, 0, fits);
        left -= fits;
        if (fits < length) {
            full = true;
            out.write(
                    "\n... (more was printed; it is not kept)\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
