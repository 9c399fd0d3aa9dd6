package dev.crayfleet.agents.process;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The end of what is written, however much that is. Safe for use by many threads. */
final class OutputTail {
    private static final int INITIAL_BYTES = 8 * 1024;

    private final int maxBytes;
    private byte[] ring;
    private int begin;
    private int size;
    private long totalBytes;

    /**
     * @param maxBytes bytes that are kept
     */
    OutputTail(int maxBytes) {
        this.maxBytes = maxBytes;
        this.ring = new byte[Math.min(maxBytes, INITIAL_BYTES)];
    }

    synchronized void write(byte[] bytes, int count) {
        totalBytes += count;
        int from = Math.max(0, count - maxBytes);
        int fresh = count - from;
        grow(size + fresh);
        int end = (begin + size) % ring.length;
        int untilEnd = Math.min(fresh, ring.length - end);
        System.arraycopy(bytes, from, ring, end, untilEnd);
        System.arraycopy(bytes, from + untilEnd, ring, 0, fresh - untilEnd);
        int overwritten = Math.max(0, size + fresh - ring.length);
        begin = (begin + overwritten) % ring.length;
        size = size + fresh - overwritten;
    }

    /** Nothing has been overwritten before it has its full length, so it begins at 0 until then. */
    private void grow(int wanted) {
        if (wanted > ring.length && ring.length < maxBytes) {
            ring = Arrays.copyOf(ring, Math.min(maxBytes, Math.max(wanted, 2 * ring.length)));
        }
    }

    synchronized String text() {
        byte[] kept = new byte[size];
        int untilEnd = Math.min(size, ring.length - begin);
        System.arraycopy(ring, begin, kept, 0, untilEnd);
        System.arraycopy(ring, 0, kept, untilEnd, size - untilEnd);
        return new String(kept, StandardCharsets.UTF_8);
    }

    /** Bytes before those that are kept. */
    synchronized long droppedBytes() {
        return totalBytes - size;
    }
}
