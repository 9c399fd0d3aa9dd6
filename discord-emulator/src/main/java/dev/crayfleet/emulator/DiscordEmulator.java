package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A small Discord, on 127.0.0.1 unless told otherwise: REST v10 and gateway for bots, a page for a
 * person, one guild with text channels. Unmodified JDA and discord.js work with it. Started by
 * {@link #start}, stopped by {@link #close}; safe for use by many threads.
 */
public final class DiscordEmulator implements AutoCloseable {
    private static final Duration SILENT_CONNECTIONS_INTERVAL = Duration.ofSeconds(1);

    private final StateJournal journal;
    private final EmulatorState state;
    private final Renderers renderers;
    private final MessageStore messages;
    private final EmulatedMessageMapper mapper;
    private final EmulatorServer server;
    private final Gateway gateway;
    private final Faults faults;
    private final ScheduledExecutorService scheduler;

    private DiscordEmulator(EmulatorConfig config, Reach reach) throws IOException {
        Path folder = config.dataFolder();
        List<StateChange> earlier = new ArrayList<>();
        journal =
                folder == null
                        ? StateJournal.inMemory()
                        : StateJournal.open(journalIn(folder), earlier);
        @Nullable EmulatorServer opened = null;
        try {
            AttachmentStore attachments =
                    new AttachmentStore(folder == null ? null : folder.resolve("attachments"));
            state = new EmulatorState(journal, earlier, config.clock());
            InitialState.addMissing(state, config);
            server = EmulatorServer.open(config.port(), reach);
            opened = server;
            renderers = Renderers.of(state, server.baseUrl());
            messages = new MessageStore(state, renderers, attachments);
            mapper = new EmulatedMessageMapper(state, renderers, attachments);
            FaultPlan faultPlan = new FaultPlan();
            gateway = new Gateway(state, renderers, faultPlan, server.gatewayUrl());
            state.setEventListener(gateway::publish);
            faults = new Faults(faultPlan, gateway);
            server.start(
                    new RequestGate(
                            restHandler(config, faultPlan),
                            gateway,
                            new PageHandler(state, faults, firstAccount(false), config.channels()),
                            new AttachmentHandler(state, attachments),
                            faultPlan,
                            server.webSockets(),
                            reach.host()));
        } catch (Exception e) {
            stopAfter(e, opened);
            throw e instanceof IOException io
                    ? io
                    : new IOException("The emulator cannot start", e);
        }
        scheduler =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("discord-emulator-clock").factory());
        var unused =
                scheduler.scheduleWithFixedDelay(
                        gateway::closeSilentConnections,
                        SILENT_CONNECTIONS_INTERVAL.toMillis(),
                        SILENT_CONNECTIONS_INTERVAL.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private static Path journalIn(Path folder) throws IOException {
        return Files.createDirectories(folder).resolve("journal.jsonl");
    }

    private RestHandler restHandler(EmulatorConfig config, FaultPlan faultPlan) {
        List<Route> routes =
                RestRoutes.all(state, renderers, messages, faultPlan, server.gatewayUrl());
        RateLimiter limiter = new RateLimiter(config.rateLimits(), config.clock());
        return new RestHandler(state, routes, faultPlan, limiter);
    }

    private void stopAfter(Exception failure, @Nullable EmulatorServer opened) {
        try (journal) {
            if (opened != null) {
                opened.stop();
            }
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Starts an emulator for this machine only, which answers when this returns.
     *
     * @throws UncheckedIOException if the port is taken, or the data folder cannot be used or is in
     *     use by another emulator
     */
    public static DiscordEmulator start(EmulatorConfig config) {
        return start(config, Reach.LOOPBACK);
    }

    /**
     * Starts an emulator which answers when this returns.
     *
     * @throws UncheckedIOException as {@link #start(EmulatorConfig)} does
     */
    public static DiscordEmulator start(EmulatorConfig config, Reach reach) {
        try {
            return new DiscordEmulator(config, reach);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** The address of REST: {@code http://HOST:PORT/api/v10}, without a slash at the end. */
    public String apiUrl() {
        return server.baseUrl() + "/api/v10";
    }

    /** The address of the gateway: {@code ws://HOST:PORT/gateway}. */
    public String gatewayUrl() {
        return server.gatewayUrl();
    }

    /** The page to open in a browser. */
    public String pageUrl() {
        return server.baseUrl() + "/";
    }

    public String guildId() {
        return state.locked(() -> Long.toString(state.guild().id()));
    }

    /**
     * @param name as in the configuration, without {@code #}
     * @throws IllegalArgumentException if there is no such channel
     */
    public String channelId(String name) {
        return Long.toString(channelIdOf(name));
    }

    /** All channels, in their order, without {@code #}. */
    public List<String> channelNames() {
        return state.locked(() -> state.channels().stream().map(Channel::name).toList());
    }

    private long channelIdOf(String name) {
        return state.locked(() ->
                state.channels().stream()
                        .filter(channel -> channel.name().equals(name))
                        .mapToLong(Channel::id)
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalArgumentException("There is no channel " + name)));
    }

    /** The bot's token, for {@code Authorization: Bot TOKEN} and the gateway. */
    public String botToken() {
        return firstAccount(true).token();
    }

    /** The person's token, for {@code Authorization: TOKEN}. */
    public String userToken() {
        return firstAccount(false).token();
    }

    private Account firstAccount(boolean bot) {
        return state.locked(() -> state.firstAccount(bot).orElseThrow());
    }

    /** Adds another bot unless there is one of this name, and returns its token. */
    public String newBotToken(String name) {
        return findOrAddAccount(name, true).token();
    }

    /** Adds another person unless there is one of this name, and returns their token. */
    public String newUserToken(String name) {
        return findOrAddAccount(name, false).token();
    }

    private Account findOrAddAccount(String name, boolean bot) {
        return state.locked(() ->
                state.accounts().stream()
                        .filter(account -> account.bot() == bot && account.name().equals(name))
                        .findFirst()
                        .orElseGet(() -> addAccount(name, bot)));
    }

    private Account addAccount(String name, boolean bot) {
        Account account = InitialState.addAccount(state, name, bot);
        for (Guild guild : state.guilds().all()) {
            ObjectNode member = renderers.users().member(account, guild);
            member.put("guild_id", Long.toString(guild.id()));
            state.publish(GatewayEvent.toAll("GUILD_MEMBER_ADD", Intents.MEMBERS, member));
        }
        return account;
    }

    /** Makes Discord fail, for tests. */
    public Faults faults() {
        return faults;
    }

    /** All messages of a channel, by name, oldest first. */
    public List<EmulatedMessage> messages(String channel) {
        long id = channelIdOf(channel);
        return state.locked(
                () -> state.messages().ofChannel(id).values().stream().map(mapper::map).toList());
    }

    /**
     * Posts to a channel, by name.
     *
     * @param token of the author, with or without {@code Bot}
     * @throws IllegalArgumentException if nobody has it, or Discord would refuse the text
     */
    public EmulatedMessage postAs(String token, String channel, String text) {
        long id = channelIdOf(channel);
        JsonNode body = JsonTrees.object().put("content", text);
        return state.locked(() -> {
            MessageAuthor author = MessageAuthor.of(account(token));
            try {
                MessageForm form = new MessageForm(body, List.of());
                return mapper.map(messages.post(id, author, form));
            } catch (ApiError e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        });
    }

    /** Makes messages and channels with fields that the emulator itself cannot make. */
    public RawPosts raw() {
        return new RawPosts(state, renderers, messages, mapper);
    }

    private Account account(String token) {
        return state.accountByAuthorization(token)
                .or(() -> state.accountByAuthorization("Bot " + token))
                .orElseThrow(() -> new IllegalArgumentException("Nobody has this token"));
    }

    /** Closes all connections and frees the port and the data folder. */
    @Override
    public void close() {
        scheduler.shutdownNow();
        gateway.close();
        try (journal) {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The emulator did not stop in order", e);
        }
    }
}
