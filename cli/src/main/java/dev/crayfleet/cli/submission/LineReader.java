package dev.crayfleet.cli.submission;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of any size line by line, as bytes. No more of a line is held than its limit, and
 * what is longer is read past. For one thread.
 */
final class LineReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final InputStream in;
    private final int maxBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private long number;
    private long position;

    /**
     * @param in closed with this
     * @param maxBytes of a line, without its end
     */
    LineReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /**
     * @param number from 1
     * @param content without the line end
     * @param isCut whether it is the beginning of a line that is too long
     */
    record Line(long number, byte[] content, boolean isCut) {
        /**
         * @throws IllegalArgumentException with a sentence for people, if it is too long
         */
        byte[] whole() {
            if (isCut) {
                throw new IllegalArgumentException("the line has more than 8 MiB");
            }
            return content;
        }
    }

    /** The next line; null behind the last one. */
    @Nullable Line next() throws IOException {
        if (!fill()) {
            return null;
        }
        number++;
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean isCut = false;
        do {
            int lineEnd = at;
            while (lineEnd < end && buffer[lineEnd] != '\n') {
                lineEnd++;
            }
            int room = maxBytes + 1 - line.size();
            isCut |= lineEnd - at > room;
            line.write(buffer, at, Math.min(lineEnd - at, room));
            boolean isEnded = lineEnd < end;
            position += lineEnd - at + (isEnded ? 1 : 0);
            at = isEnded ? lineEnd + 1 : end;
            if (isEnded) {
                break;
            }
        } while (fill());
        byte[] content = withoutEnds(line.toByteArray());
        return new Line(number, content, isCut || content.length > maxBytes);
    }

    /** How many bytes have been read. */
    long position() {
        return position;
    }

    private byte[] withoutEnds(byte[] line) {
        int to = line.length;
        if (to > 0 && line[to - 1] == '\r') {
            to--;
        }
        boolean hasMark =
                number == 1
                        && to >= BYTE_ORDER_MARK.length
                        && Arrays.equals(line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, 3);
        return Arrays.copyOfRange(line, hasMark ? BYTE_ORDER_MARK.length : 0, to);
    }

    /** Whether there is anything more. */
    private boolean fill() throws IOException {
        if (at < end) {
            return true;
        }
        at = 0;
        end = Math.max(0, in.read(buffer));
        return end > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
