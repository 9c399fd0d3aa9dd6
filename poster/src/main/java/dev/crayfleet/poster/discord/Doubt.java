package dev.crayfleet.poster.discord;

import java.time.Duration;
import java.time.Instant;

/**
 * When a post may have been made without our knowing of it: by an earlier life that did not come to
 * commit it, or by a try that had no answer.
 *
 * @param from not before; above {@code until} where it surely was not made
 * @param until not after
 */
public record Doubt(Instant from, Instant until) {
    /** It surely was not made. */
    public static final Doubt NONE = new Doubt(Instant.MAX, Instant.MIN);

    /** Our clock, Discord's and that of whoever recorded it differ, by no more than this each. */
    static final Duration SLACK = Duration.ofMinutes(1);

    /**
     * About the first record after a partition was taken over.
     *
     * @param recorded when it was recorded: it was not posted before
     * @param takenOver when the partition became ours: nobody else posted it after
     */
    public static Doubt ofEarlierLife(Instant recorded, Instant takenOver) {
        if (recorded.isAfter(takenOver.plus(SLACK.multipliedBy(2)))) {
            return NONE;
        }
        return new Doubt(recorded, recorded.isAfter(takenOver) ? recorded : takenOver);
    }

    /** A try more, of which we do not know how it ended. */
    Doubt with(Instant begun, Instant ended) {
        return new Doubt(begun.isBefore(from) ? begun : from, ended.isAfter(until) ? ended : until);
    }

    /**
     * Whether only the channel can tell: it may have been made so long ago that Discord does not
     * recognise it by its nonce any more.
     */
    boolean outlives(Duration nonceHolds, Instant now) {
        return Duration.between(from, now).compareTo(nonceHolds) > 0;
    }
}
