package dev.crayfleet.discord;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;

/**
 * What the bot may do in one of the three channels.
 *
 * @param setting that names the channel
 * @param channel {@code #name}, or the id where it is not seen
 * @param seen whether Discord shows the channel to the bot
 * @param missing names of permissions, as Discord has them
 */
public record ChannelRights(String setting, String channel, boolean seen, List<String> missing) {
    /** Tasks are read there, marked with reactions, and answered where they cannot be taken. */
    private static final Set<Permission> TASK_QUEUE =
            EnumSet.of(
                    Permission.VIEW_CHANNEL,
                    Permission.MESSAGE_HISTORY,
                    Permission.MESSAGE_ADD_REACTION,
                    Permission.MESSAGE_SEND);

    private static final Set<Permission> RESULTS =
            EnumSet.of(
                    Permission.VIEW_CHANNEL,
                    Permission.MESSAGE_HISTORY,
                    Permission.MESSAGE_SEND,
                    Permission.MESSAGE_EMBED_LINKS,
                    Permission.MESSAGE_ATTACH_FILES);

    private static final Set<Permission> WORKER_POOL =
            EnumSet.of(
                    Permission.VIEW_CHANNEL, Permission.MESSAGE_HISTORY, Permission.MESSAGE_SEND);

    /**
     * What one login has shown.
     *
     * @param bot its name
     * @param guild name of the server; absent if the bot is not on the one that the settings name
     * @param channels those that the settings name
     */
    public record Report(String bot, Optional<String> guild, List<ChannelRights> channels) {
        public Report {
            channels = List.copyOf(channels);
        }
    }

    public ChannelRights {
        missing = List.copyOf(missing);
    }

    /**
     * Logs in, looks, and logs out.
     *
     * @param settings with a token
     * @param timeout as {@link ShortLogin#open} has it
     * @throws LoginFailedException if the login fails, or is not done in time
     */
    public static Report read(DiscordSettings settings, Duration timeout)
            throws LoginFailedException, InterruptedException {
        try (ShortLogin login = ShortLogin.open(settings, timeout)) {
            return of(login, settings);
        }
    }

    /** What an open login shows of the server and the channels that the settings name. */
    public static Report of(ShortLogin login, DiscordSettings settings) {
        JDA jda = login.jda();
        DiscordSettings.Channels ids = settings.channels();
        List<ChannelRights> channels = new ArrayList<>();
        add(channels, jda, "TASK_QUEUE_CHANNEL", ids.taskQueue(), TASK_QUEUE);
        add(channels, jda, "RESULTS_CHANNEL", ids.results(), RESULTS);
        add(channels, jda, "WORKER_POOL_CHANNEL", ids.workerPool(), WORKER_POOL);
        Optional<String> guild =
                settings.guildId().isEmpty()
                        ? jda.getGuilds().stream().findFirst().map(each -> each.getName())
                        : Optional.ofNullable(jda.getGuildById(settings.guildId()))
                                .map(each -> each.getName());
        return new Report(jda.getSelfUser().getName(), guild, channels);
    }

    private static void add(
            List<ChannelRights> channels,
            JDA jda,
            String setting,
            String id,
            Set<Permission> required) {
        if (id.isEmpty()) {
            return;
        }
        GuildMessageChannel channel = jda.getChannelById(GuildMessageChannel.class, id);
        if (channel == null) {
            channels.add(new ChannelRights(setting, id, false, List.of()));
            return;
        }
        List<String> missing =
                required.stream()
                        .filter(each ->
                                !channel.getGuild().getSelfMember().hasPermission(channel, each))
                        .map(Permission::getName)
                        .toList();
        channels.add(new ChannelRights(setting, "#" + channel.getName(), true, missing));
    }
}
