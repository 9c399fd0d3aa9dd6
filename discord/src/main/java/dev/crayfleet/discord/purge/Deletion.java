package dev.crayfleet.discord.purge;

import dev.crayfleet.discord.RequestFailedException;
import dev.crayfleet.discord.TimedRequests;
import dev.crayfleet.kafka.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import org.jspecify.annotations.Nullable;

/** One purge of one channel, while it goes on. */
final class Deletion {
    private static final int UNKNOWN_MESSAGE = 10008;

    /** A message is older than 14 days by Discord's clock. */
    private static final int TOO_OLD = 50034;

    private final GuildMessageChannel channel;
    private final TimedRequests requests;
    private final int total;
    private final Progress progress;
    private int deleted;
    private int gone;

    Deletion(GuildMessageChannel channel, TimedRequests requests, int total, Progress progress) {
        this.channel = channel;
        this.requests = requests;
        this.total = total;
        this.progress = progress;
    }

    void delete(PurgePlan plan, Instant now) throws RequestFailedException, InterruptedException {
        List<String> together = new ArrayList<>();
        List<String> oneByOne = new ArrayList<>();
        plan.messages()
                .forEach(each ->
                        (plan.goesWithOthers(each, now) ? together : oneByOne).add(each.id()));
        for (int i = 0; i < together.size(); i += ChannelPurge.PAGE) {
            deleteTogether(together.subList(i, Math.min(together.size(), i + ChannelPurge.PAGE)));
        }
        for (String id : oneByOne) {
            deleteOne(id);
        }
    }

    private void deleteTogether(List<String> ids)
            throws RequestFailedException, InterruptedException {
        if (ids.size() == 1) {
            deleteOne(ids.getFirst());
            return;
        }
        try {
            requests.answer(() -> channel.deleteMessagesByIds(ids));
            deleted += ids.size();
            progress.at(deleted + gone, total);
        } catch (RequestFailedException e) {
            if (!e.hasCode(TOO_OLD) && !e.hasCode(UNKNOWN_MESSAGE)) {
                throw e;
            }
            for (String id : ids) {
                deleteOne(id);
            }
        }
    }

    private void deleteOne(String id) throws RequestFailedException, InterruptedException {
        try {
            requests.answer(() -> channel.deleteMessageById(id));
            deleted++;
        } catch (RequestFailedException e) {
            if (!e.hasCode(UNKNOWN_MESSAGE)) {
                throw e;
            }
            gone++;
        }
        progress.at(deleted + gone, total);
    }

    PurgeReport report(@Nullable String failure) {
        return new PurgeReport(deleted, gone, total - deleted - gone, Optional.ofNullable(failure));
    }
}
