package dev.crayfleet.discord.purge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.entities.MessageReaction;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import net.dv8tion.jda.api.entities.emoji.Emoji;

/** Sorts the messages of a channel into what goes and what stays. */
final class PlanBuilder {
    private static final Emoji MARK = Emoji.fromUnicode("✅");

    private final GuildMessageChannel channel;
    private final PurgeRules rules;
    private final boolean mayManage;
    private final List<PurgePlan.Doomed> doomed = new ArrayList<>();
    private int pinned;
    private int undeletable;
    private int others;
    private boolean isFull;

    PlanBuilder(GuildMessageChannel channel, PurgeRules rules) {
        this.channel = channel;
        this.rules = rules;
        this.mayManage =
                channel.getGuild()
                        .getSelfMember()
                        .hasPermission(channel, Permission.MESSAGE_MANAGE);
    }

    /** Whether there was one more than may go; then nothing more is taken. */
    boolean isFull() {
        return isFull;
    }

    void add(Message message) {
        Instant posted = message.getTimeCreated().toInstant();
        boolean isOwn = message.getAuthor().equals(channel.getJDA().getSelfUser());
        if (rules.until().filter(until -> !posted.isBefore(until)).isPresent()) {
            return;
        }
        if (message.isPinned() && !rules.pinnedToo()) {
            pinned++;
        } else if (!message.getType().canDelete()) {
            undeletable++;
        } else if (!isOwn && !mayManage) {
            others++;
        } else if (doomed.size() >= rules.max()) {
            isFull = true;
        } else {
            MessageReaction mark = message.getReaction(MARK);
            doomed.add(
                    new PurgePlan.Doomed(
                            message.getId(), posted, isOwn, mark != null && mark.isSelf()));
        }
    }

    PurgePlan build() {
        return new PurgePlan(
                channel.getGuild().getName(),
                "#" + channel.getName(),
                doomed,
                new PurgePlan.Kept(pinned, undeletable, others),
                mayManage,
                !isFull);
    }
}
