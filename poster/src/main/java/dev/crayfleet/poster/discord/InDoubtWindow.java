package dev.crayfleet.poster.discord;

import java.time.Duration;
import java.time.Instant;
import net.dv8tion.jda.api.utils.TimeUtil;

/**
 * The time in which a post may have been made without this instance knowing: by a previous owner of
 * the partition that died before it committed, or by a request whose response was lost.
 *
 * @param from earliest time; after {@code until} if it certainly was not made
 * @param until latest time
 */
public record InDoubtWindow(Instant from, Instant until) {
    /** The post was certainly not made. */
    public static final InDoubtWindow NONE = new InDoubtWindow(Instant.MAX, Instant.MIN);

    /** Nothing at Discord is older than 2015. */
    private static final Instant DISCORD_EPOCH = Instant.ofEpochMilli(TimeUtil.DISCORD_EPOCH);

    /** How much our clock, Discord's and the producer's may each be off. */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    /**
     * For the first record after a partition was taken over.
     *
     * @param recorded when it was written: it was not posted before that
     * @param takenOver when the partition was assigned to us: no one else posted it after that
     * @param now the time; the timestamp of the record is ignored if it is later than this, earlier
     *     than Discord, or absent
     */
    public static InDoubtWindow ofPreviousOwner(Instant recorded, Instant takenOver, Instant now) {
        if (recorded.isBefore(DISCORD_EPOCH)
                || recorded.isAfter(now.plus(CLOCK_SKEW.multipliedBy(2)))) {
            return new InDoubtWindow(DISCORD_EPOCH, takenOver);
        }
        if (recorded.isAfter(takenOver.plus(CLOCK_SKEW.multipliedBy(2)))) {
            return NONE;
        }
        return new InDoubtWindow(recorded, recorded.isAfter(takenOver) ? recorded : takenOver);
    }

    /** Adds a request of which it is not known whether it made the post. */
    InDoubtWindow extendedBy(Instant start, Instant end) {
        return new InDoubtWindow(
                start.isBefore(from) ? start : from, end.isAfter(until) ? end : until);
    }

    /**
     * Whether the post may have been made so long ago that Discord no longer recognises its nonce,
     * so that only a search in the channel can tell.
     */
    boolean isOlderThan(Duration nonceHolds, Instant now) {
        return Duration.between(from, now).compareTo(nonceHolds) > 0;
    }
}
