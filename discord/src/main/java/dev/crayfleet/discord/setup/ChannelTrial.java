package dev.crayfleet.discord.setup;

import dev.crayfleet.discord.RequestFailedException;
import dev.crayfleet.discord.TimedRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import net.dv8tion.jda.api.entities.emoji.Emoji;

/** Does in a channel what the fleet will do there: posts, reacts, and deletes the post again. */
record ChannelTrial(GuildMessageChannel channel, TimedRequests requests) {
    private static final String TEXT =
            "Crayfleet is being set up, and tries whether it can post here. This message goes away by itself.";
    private static final Emoji MARK = Emoji.fromUnicode("✅");

    /**
     * @param withReaction whether it also reacts
     * @return a sentence for each thing that failed
     */
    List<String> run(boolean withReaction) throws InterruptedException {
        List<String> failures = new ArrayList<>();
        Message posted;
        try {
            posted =
                    requests.answer(() ->
                            channel.sendMessage(TEXT)
                                    .setSuppressedNotifications(true)
                                    .setAllowedMentions(Set.of()));
        } catch (RequestFailedException e) {
            failures.add(sentence("post", e));
            return failures;
        }
        if (withReaction) {
            try {
                requests.answer(() -> posted.addReaction(MARK));
            } catch (RequestFailedException e) {
                failures.add(sentence("react", e));
            }
        }
        try {
            requests.answer(posted::delete);
        } catch (RequestFailedException e) {
            failures.add(
                    "%s Its message stays there: delete it yourself."
                            .formatted(sentence("delete its own message", e)));
        }
        return failures;
    }

    private String sentence(String what, RequestFailedException e) {
        return "In #%s the bot could not %s: %s.".formatted(channel.getName(), what, e.reason());
    }
}
