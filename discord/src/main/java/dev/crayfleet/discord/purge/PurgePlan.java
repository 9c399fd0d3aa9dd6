package dev.crayfleet.discord.purge;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What would be deleted in one channel.
 *
 * @param server its name
 * @param channel {@code #name}
 * @param messages that would be deleted, the newest first
 * @param kept what stays there
 * @param mayManage whether the bot may delete the messages of others, and many at once
 * @param isComplete whether the channel was read to its beginning; it is not where there is more
 *     than one purge takes
 */
public record PurgePlan(
        String server,
        String channel,
        List<Doomed> messages,
        Kept kept,
        boolean mayManage,
        boolean isComplete) {
    /** Discord's rule is 14 days; an hour less, because clocks differ and a purge takes time. */
    private static final Duration MAX_BULK_AGE = Duration.ofDays(14).minusHours(1);

    /**
     * A message that would be deleted.
     *
     * @param id snowflake
     * @param isOwn whether this bot has posted it
     * @param isMarked whether it has this bot's ✅
     */
    public record Doomed(String id, Instant posted, boolean isOwn, boolean isMarked) {}

    /**
     * How many messages stay.
     *
     * @param pinned because somebody has pinned them
     * @param undeletable because Discord lets nobody delete them
     * @param others because the bot may delete its own only
     */
    public record Kept(int pinned, int undeletable, int others) {}

    public PurgePlan {
        messages = List.copyOf(messages);
    }

    /** How many are deleted one by one. */
    public long oneByOne(Instant now) {
        return messages.stream().filter(each -> !goesWithOthers(each, now)).count();
    }

    boolean goesWithOthers(Doomed message, Instant now) {
        return mayManage && message.posted().isAfter(now.minus(MAX_BULK_AGE));
    }
}
