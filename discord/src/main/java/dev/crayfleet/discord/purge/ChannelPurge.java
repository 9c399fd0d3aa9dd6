package dev.crayfleet.discord.purge;

import dev.crayfleet.discord.RequestFailedException;
import dev.crayfleet.discord.ShortLogin;
import dev.crayfleet.discord.TimedRequests;
import dev.crayfleet.kafka.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;

/** Looks through one channel, and deletes what is to go. One request at a time. */
public final class ChannelPurge {
    /** So many messages are read at a time, and so many deleted at once. */
    static final int PAGE = 100;

    /** Longer than Discord has a bot wait that deletes one by one. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(2);

    private final GuildMessageChannel channel;
    private final TimedRequests requests;

    private ChannelPurge(GuildMessageChannel channel, TimedRequests requests) {
        this.channel = channel;
        this.requests = requests;
    }

    /**
     * @param channelId snowflake
     * @throws IllegalArgumentException with a sentence for people, if the bot does not see it
     */
    public static ChannelPurge of(ShortLogin login, String channelId) {
        GuildMessageChannel channel =
                login.jda().getChannelById(GuildMessageChannel.class, channelId);
        if (channel == null) {
            throw new IllegalArgumentException(
                    "the bot does not see channel %s. crayfleet doctor says more"
                            .formatted(channelId));
        }
        return new ChannelPurge(channel, new TimedRequests(REQUEST_TIMEOUT));
    }

    /**
     * Reads the channel from its end to its beginning.
     *
     * @param progress hears how many were read; how many there are, nobody knows
     * @throws RequestFailedException if it cannot be read
     */
    public PurgePlan plan(PurgeRules rules, Progress progress)
            throws RequestFailedException, InterruptedException {
        PlanBuilder plan = new PlanBuilder(channel, rules);
        long read = 0;
        List<Message> page = requests.answer(() -> channel.getHistory().retrievePast(PAGE));
        while (!page.isEmpty() && !plan.isFull()) {
            page.forEach(plan::add);
            read += page.size();
            progress.at(read, -1);
            String last = page.getLast().getId();
            page =
                    requests.answer(() -> channel.getHistoryBefore(last, PAGE))
                            .getRetrievedHistory();
        }
        return plan.build();
    }

    /**
     * Deletes what the plan has. It ends at the first failure, because what failed once would fail
     * for thousands.
     *
     * @param progress hears how many are deleted
     */
    public PurgeReport delete(PurgePlan plan, Instant now, Progress progress)
            throws InterruptedException {
        Deletion deletion = new Deletion(channel, requests, plan.messages().size(), progress);
        try {
            deletion.delete(plan, now);
            return deletion.report(null);
        } catch (RequestFailedException e) {
            return deletion.report(e.reason());
        }
    }
}
