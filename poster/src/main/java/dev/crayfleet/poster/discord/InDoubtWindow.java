package dev.crayfleet.poster.discord;

import java.time.Duration;
import java.time.Instant;
import net.dv8tion.jda.api.utils.TimeUtil;

/**
 * When a post may have been made without our knowing of it: by an earlier life that did not come to
 * commit it, or by a try that had no answer.
 *
 * @param from not before; above {@code until} where it surely was not made
 * @param until not after
 */
public record InDoubtWindow(Instant from, Instant until) {
    /** It surely was not made. */
    public static final InDoubtWindow NONE = new InDoubtWindow(Instant.MAX, Instant.MIN);

    /** Nothing at Discord is older. */
    private static final Instant FIRST = Instant.ofEpochMilli(TimeUtil.DISCORD_EPOCH);

    /** Our clock, Discord's and that of whoever recorded it differ, by no more than this each. */
    static final Duration SLACK = Duration.ofMinutes(1);

    /**
     * About the first record after a partition was taken over.
     *
     * @param recorded when it was recorded: it was not posted before
     * @param takenOver when the partition became ours: nobody else posted it after
     * @param now a record cannot be of later; if it says so, or is older than Discord, or says no
     *     time at all, then nothing is known of when it was recorded
     */
    public static InDoubtWindow ofEarlierLife(Instant recorded, Instant takenOver, Instant now) {
        if (recorded.isBefore(FIRST) || recorded.isAfter(now.plus(SLACK.multipliedBy(2)))) {
            return new InDoubtWindow(FIRST, takenOver);
        }
        if (recorded.isAfter(takenOver.plus(SLACK.multipliedBy(2)))) {
            return NONE;
        }
        return new InDoubtWindow(recorded, recorded.isAfter(takenOver) ? recorded : takenOver);
    }

    /** A try more, of which we do not know how it ended. */
    InDoubtWindow with(Instant begun, Instant ended) {
        return new InDoubtWindow(
                begun.isBefore(from) ? begun : from, ended.isAfter(until) ? ended : until);
    }

    /**
     * Whether only the channel can tell: it may have been made so long ago that Discord does not
     * recognise it by its nonce any more.
     */
    boolean outlives(Duration nonceHolds, Instant now) {
        return Duration.between(from, now).compareTo(nonceHolds) > 0;
    }
}
