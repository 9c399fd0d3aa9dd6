package dev.crayfleet.discord;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.JDABuilder;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;
import net.dv8tion.jda.api.exceptions.ErrorResponseException;
import net.dv8tion.jda.api.exceptions.InvalidTokenException;
import net.dv8tion.jda.api.requests.GatewayIntent;
import org.jspecify.annotations.Nullable;

/**
 * What the bot may do in one of the three channels.
 *
 * @param setting that names the channel
 * @param channel {@code #name}, or the id where it is not seen
 * @param seen whether Discord shows the channel to the bot
 * @param missing names of permissions, as Discord has them
 */
public record ChannelRights(String setting, String channel, boolean seen, List<String> missing) {
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(1);

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

    /** The bot could not be logged in; the message is a sentence for the operator. */
    public static final class LoginFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        LoginFailedException(String sentence, @Nullable Throwable cause) {
            super(sentence, cause);
        }
    }

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
     * Logs in as ingest does, looks, and logs out.
     *
     * @param settings with a token
     * @param timeout for the first request, and again for the gateway; two minutes longer where
     *     Discord lets the bot in and the server is not available. Logging out takes a second
     * @throws LoginFailedException if the login fails, or is not done in time
     */
    public static Report read(DiscordSettings settings, Duration timeout)
            throws LoginFailedException, InterruptedException {
        LoginSession session = new LoginSession();
        JDABuilder builder =
                JdaLogin.builder(
                                settings,
                                EnumSet.of(
                                        GatewayIntent.GUILD_MESSAGES,
                                        GatewayIntent.MESSAGE_CONTENT))
                        .addEventListeners(session);
        // In a thread of its own: its first request waits for as long as JDA likes.
        CompletableFuture<JDA> login =
                CompletableFuture.supplyAsync(
                        builder::build, task -> Thread.startVirtualThread(task));
        try {
            JDA jda = login.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            session.awaitReady(jda, timeout);
            return report(settings, jda);
        } catch (ExecutionException e) {
            throw new LoginFailedException(settings.masked(reason(e.getCause())), e);
        } catch (TimeoutException e) {
            throw new LoginFailedException(
                    "Discord did not let the bot in within %d s.".formatted(timeout.toSeconds()),
                    e);
        } finally {
            // Also where it comes about only after the timeout.
            login.thenAccept(jda -> JdaLogin.end(jda, SHUTDOWN_TIMEOUT));
        }
    }

    private static String reason(@Nullable Throwable cause) {
        return switch (cause) {
            case InvalidTokenException refused -> TokenCheck.NOT_ACCEPTED;
            case LoginSession.SessionEndedException ended -> ended.failing().reason();
            case ErrorResponseException e ->
                    "Discord cannot be reached: %s.".formatted(Refusal.of(e).sentence());
            case null -> "Discord cannot be reached.";
            default -> "Discord cannot be reached: %s".formatted(cause.getMessage());
        };
    }

    private static Report report(DiscordSettings settings, JDA jda) {
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
