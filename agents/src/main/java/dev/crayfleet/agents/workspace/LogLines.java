package dev.crayfleet.agents.workspace;

/**
 * The whole lines in a piece of a log. A part of a line may have a part of a secret, which would
 * not be masked; only a line that fills the whole piece is torn, between two characters.
 *
 * @param begin index of the first byte
 * @param end index behind the last one
 */
record LogLines(int begin, int end) {
    /** A character of UTF-8 has no more bytes. */
    private static final int MAX_CHAR_BYTES = 4;

    /**
     * @param length of the piece
     * @param isAtLineStart whether its first byte begins a line, or what is to be torn; if not, it
     *     belongs to what comes before
     */
    static LogLines of(byte[] bytes, int length, boolean isAtLineStart) {
        int begin = isAtLineStart ? 0 : behindLineEnd(bytes, length);
        int end = length;
        while (end > begin && !isLineEnd(bytes, end - 1, length)) {
            end--;
        }
        if (end > begin) {
            return new LogLines(begin, end);
        }
        boolean isFull = length == bytes.length || length == bytes.length - 1 && isAtLineStart;
        return isFull ? torn(bytes, begin, length) : new LogLines(begin, begin);
    }

    int length() {
        return end - begin;
    }

    /** The first byte if there is no end of a line before the last one. */
    private static int behindLineEnd(byte[] bytes, int length) {
        for (int i = 0; i < length - 1; i++) {
            if (isLineEnd(bytes, i, length)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** A carriage return at the very end may be the first half of one. */
    private static boolean isLineEnd(byte[] bytes, int at, int length) {
        return bytes[at] == '\n' || bytes[at] == '\r' && at + 1 < length && bytes[at + 1] != '\n';
    }

    private static LogLines torn(byte[] bytes, int begin, int length) {
        int first = begin;
        while (first < Math.min(length, begin + MAX_CHAR_BYTES - 1) && isContinued(bytes[first])) {
            first++;
        }
        int last = length - 1;
        while (last > Math.max(first, length - MAX_CHAR_BYTES) && isContinued(bytes[last])) {
            last--;
        }
        return new LogLines(first, Math.max(first, last));
    }

    private static boolean isContinued(byte each) {
        return (each & 0xC0) == 0x80;
    }
}
