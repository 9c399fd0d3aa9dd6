package dev.crayfleet.agents.process;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The end of what is written, however much that is. Safe for use by many threads. */
final class OutputTail {
    private static final int FIRST = 8 * 1024;

    private final int most;
    private byte[] ring;
    private int begin;
    private int size;
    private long all;

    /**
     * @param most bytes that are kept
     */
    OutputTail(int most) {
        this.most = most;
        this.ring = new byte[Math.min(most, FIRST)];
    }

    synchronized void write(byte[] bytes, int count) {
        all += count;
        int from = Math.max(0, count - most);
        int fresh = count - from;
        grow(size + fresh);
        int end = (begin + size) % ring.length;
        int first = Math.min(fresh, ring.length - end);
        System.arraycopy(bytes, from, ring, end, first);
        System.arraycopy(bytes, from + first, ring, 0, fresh - first);
        int over = Math.max(0, size + fresh - ring.length);
        begin = (begin + over) % ring.length;
        size = size + fresh - over;
    }

    /** Nothing has been overwritten before it has its full length, so it begins at 0 until then. */
    private void grow(int wanted) {
        if (wanted > ring.length && ring.length < most) {
            ring = Arrays.copyOf(ring, Math.min(most, Math.max(wanted, 2 * ring.length)));
        }
    }

    synchronized String text() {
        byte[] kept = new byte[size];
        int first = Math.min(size, ring.length - begin);
        System.arraycopy(ring, begin, kept, 0, first);
        System.arraycopy(ring, 0, kept, first, size - first);
        return new String(kept, StandardCharsets.UTF_8);
    }

    /** Bytes before those that are kept. */
    synchronized long dropped() {
        return all - size;
    }
}
