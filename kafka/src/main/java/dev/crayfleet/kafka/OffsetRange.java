package dev.crayfleet.kafka;

import java.util.ArrayList;
import java.util.List;

/**
 * Offsets of one partition.
 *
 * @param from the first
 * @param to the one behind the last
 */
public record OffsetRange(long from, long to) {
    /** Reading on is quicker than a new fetch, for so many records. */
    private static final int MAX_GAP = 1_000;

    private static final int MAX_WANTED = 200;

    /**
     * Few ranges in which all of these offsets lie, and no more than 200 of them in each.
     *
     * @param offsets in rising order
     */
    public static List<OffsetRange> covering(List<Long> offsets) {
        List<OffsetRange> ranges = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= offsets.size(); i++) {
            if (i == offsets.size()
                    || i - first == MAX_WANTED
                    || offsets.get(i) - offsets.get(i - 1) > MAX_GAP) {
                ranges.add(new OffsetRange(offsets.get(first), offsets.get(i - 1) + 1));
                first = i;
            }
        }
        return ranges;
    }
}
