package dev.crayfleet.discord.setup;

import dev.crayfleet.discord.ChannelRights;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.LoginFailedException;
import dev.crayfleet.discord.RequestFailedException;
import dev.crayfleet.discord.ShortLogin;
import dev.crayfleet.discord.TimedRequests;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import net.dv8tion.jda.api.Permission;
import net.dv8tion.jda.api.entities.Guild;
import net.dv8tion.jda.api.entities.channel.concrete.TextChannel;
import net.dv8tion.jda.api.entities.channel.middleman.GuildMessageChannel;

/**
 * The bot, logged in while somebody sets it up. What it shows is as it is now: a server that the
 * bot is invited to, or a right that it is given meanwhile, is there when it is asked for again.
 */
public final class ServerSetup implements AutoCloseable {
    /** Discord tells of a change within a second. */
    private static final Duration EVENT_TIMEOUT = Duration.ofSeconds(3);

    private final ShortLogin login;
    private final TimedRequests requests;
    private final EventWaiter events = new EventWaiter();

    private ServerSetup(ShortLogin login, TimedRequests requests) {
        this.login = login;
        this.requests = requests;
        login.jda().addEventListener(events);
    }

    /**
     * Logs in.
     *
     * @param settings with a token; nothing else of them is needed but the addresses
     * @param timeout of the login, and of each request
     * @throws LoginFailedException if it is not let in
     */
    public static ServerSetup open(DiscordSettings settings, Duration timeout)
            throws LoginFailedException, InterruptedException {
        return new ServerSetup(ShortLogin.open(settings, timeout), new TimedRequests(timeout));
    }

    /** The bot's name. */
    public String bot() {
        return login.jda().getSelfUser().getName();
    }

    /**
     * The address to open in a browser, which brings the bot onto a server or gives it rights.
     *
     * @param mayCreateChannels whether the right to make channels is among them
     */
    public String inviteUrl(boolean mayCreateChannels) {
        return Invitation.url(login.jda(), mayCreateChannels);
    }

    /** The servers that the bot is on, by their names. */
    public List<Server> servers() {
        return login.jda().getGuilds().stream()
                .map(ServerSetup::server)
                .sorted(Comparator.comparing(Server::name).thenComparing(Server::id))
                .toList();
    }

    private static Server server(Guild guild) {
        return new Server(
                guild.getId(),
                guild.getName(),
                guild.getTextChannels().stream()
                        .filter(each ->
                                guild.getSelfMember().hasPermission(each, Permission.VIEW_CHANNEL))
                        .map(each -> new Server.Channel(each.getId(), each.getName()))
                        .toList());
    }

    /**
     * Makes a text channel.
     *
     * @param serverId of a server that the bot is on
     * @param topic one line that says what it is for
     * @throws RequestFailedException if it was not made
     */
    public Server.Channel createChannel(String serverId, String name, String topic)
            throws RequestFailedException, InterruptedException {
        TextChannel made =
                requests.answer(() ->
                        guild(serverId)
                                .createTextChannel(name)
                                .setTopic(topic)
                                .reason("Crayfleet is being set up"));
        return new Server.Channel(made.getId(), made.getName());
    }

    private Guild guild(String serverId) {
        Guild guild = login.jda().getGuildById(serverId);
        if (guild == null) {
            throw new IllegalArgumentException(
                    "the bot is no longer on the server %s".formatted(serverId));
        }
        return guild;
    }

    /**
     * Waits some seconds until Discord has told of what somebody says to have just changed there.
     *
     * @return whether it is as they say
     */
    public boolean awaitChange(BooleanSupplier isThere) throws InterruptedException {
        return events.await(isThere, EVENT_TIMEOUT);
    }

    /** What the bot may do in the channels that the settings name. */
    public ChannelRights.Report rights(DiscordSettings settings) {
        return ChannelRights.of(login, settings);
    }

    /**
     * Posts in a channel and deletes the post again.
     *
     * @param withReaction whether it also reacts to the post
     * @return a sentence for each thing that failed; empty if all is well
     */
    public List<String> tryOut(String channelId, boolean withReaction) throws InterruptedException {
        GuildMessageChannel channel =
                login.jda().getChannelById(GuildMessageChannel.class, channelId);
        return channel == null
                ? List.of("The bot does not see channel %s.".formatted(channelId))
                : new ChannelTrial(channel, requests).run(withReaction);
    }

    /** Logs out; takes a second at most. */
    @Override
    public void close() {
        login.close();
    }
}
