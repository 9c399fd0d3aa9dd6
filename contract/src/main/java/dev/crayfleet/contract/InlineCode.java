package dev.crayfleet.contract;

/**
 * Inline code in a stretch of running text: from a run of one or two backticks to the next run of
 * the same length. A run that is not closed begins none.
 */
final class InlineCode {
    private static final int MAX_RUN = 2;

    private final CharSequence text;
    private final int end;

    /** By the length of a run: where the last one of that length begins; -1 where there is none. */
    private final int[] lastRun = {-1, -1, -1};

    /**
     * @param from where the stretch begins
     * @param end behind its last character
     */
    InlineCode(CharSequence text, int from, int end) {
        this.text = text;
        this.end = end;
        for (int i = from; i < end; ) {
            int length = runLength(i);
            if (length > 0 && length <= MAX_RUN) {
                lastRun[length] = i;
            }
            i += Math.max(1, length);
        }
    }

    /**
     * Index behind the code that begins at a backtick; behind the run of backticks, where it begins
     * none.
     */
    int endOf(int backtick) {
        int length = runLength(backtick);
        if (length > MAX_RUN || lastRun[length] < backtick + length) {
            return backtick + length;
        }
        int i = backtick + length;
        while (true) {
            int other = runLength(i);
            if (other == length) {
                return i + other;
            }
            i += Math.max(1, other);
        }
    }

    private int runLength(int at) {
        int i = at;
        while (i < end && text.charAt(i) == '`') {
            i++;
        }
        return i - at;
    }
}
