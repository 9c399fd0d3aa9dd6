package dev.crayfleet.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;

/**
 * A small Discord on 127.0.0.1: REST v10 and gateway for bots, a page for a person, one guild with
 * text channels. Faithful enough that unmodified JDA and discord.js take it for the real one.
 * Started by {@link #start}, stopped by {@link #close}; safe for use by many threads.
 */
public final class DiscordEmulator implements AutoCloseable {
    private static final int THREADS = 64;

    private final Server server;
    private final ScheduledExecutorService clockwork;
    private final StateJournal journal;
    private final EmulatorState world;
    private final Render render;
    private final MessageStore messages;
    private final AttachmentStore files;
    private final Gateway gateway;
    private final Faults faults = new Faults();
    private final String authority;

    private DiscordEmulator(EmulatorConfig config) throws IOException {
        Path folder = config.dataFolder();
        List<Entry> earlier = new ArrayList<>();
        journal =
                folder == null
                        ? StateJournal.inMemory()
                        : StateJournal.open(journalIn(folder), earlier);
        @Nullable Server started = null;
        try {
            files = new AttachmentStore(folder == null ? null : folder.resolve("attachments"));
            world = new EmulatorState(journal, earlier, config.clock());
            InitialState.found(world, config);

            server = new Server(threads());
            started = server;
            ServerConnector connector = connector(server, config.port());
            connector.open();
            authority = "127.0.0.1:" + connector.getLocalPort();

            render = new Render(world, "http://" + authority);
            messages = new MessageStore(world, render, files);
            gateway = new Gateway(world, render, faults, gatewayUrl());
            world.listen(gateway::publish);
            faults.gateway(gateway::dropBots, gateway::forgetSessions, gateway::guildIsThere);
            server.setHandler(front(config));
            server.start();
        } catch (Exception e) {
            stopAfter(e, started);
            throw e instanceof IOException io
                    ? io
                    : new IOException("The emulator cannot start", e);
        }
        clockwork =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("discord-emulator-clock").factory());
        var unused =
                clockwork.scheduleWithFixedDelay(gateway::closeZombies, 1, 1, TimeUnit.SECONDS);
    }

    private void stopAfter(Exception failure, @Nullable Server started) {
        try (journal) {
            if (started != null) {
                started.stop();
            }
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    private static Path journalIn(Path folder) throws IOException {
        return Files.createDirectories(folder).resolve("journal.jsonl");
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
        threads.setName("discord-emulator");
        threads.setDaemon(true);
        return threads;
    }

    private static ServerConnector connector(Server server, int port) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector =
                new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        return connector;
    }

    private RequestGate front(EmulatorConfig config) {
        Interactions interactions = new Interactions(world, render, messages);
        List<Route> routes =
                Stream.of(
                                new PlaceRoutes(world, render, faults, gatewayUrl()).routes(),
                                new MessageRoutes(world, render, messages, faults).routes(),
                                new WebhookRoutes(world, render, messages, interactions).routes(),
                                new CommandRoutes(world).routes(),
                                interactions.routes())
                        .flatMap(List::stream)
                        .toList();
        RateLimiter limiter = new RateLimiter(config.rateLimits(), config.clock());
        ServerWebSocketContainer webSockets = ServerWebSocketContainer.ensure(server);
        webSockets.setMaxTextMessageSize(1 << 16);
        return new RequestGate(
                new Rest(world, routes, faults, limiter),
                gateway,
                new Page(world, faults, first(false)),
                new Attachments(world, files),
                faults,
                webSockets);
    }

    /**
     * @throws UncheckedIOException if the port is taken, or the data folder cannot be used or is in
     *     use by another emulator
     */
    public static DiscordEmulator start(EmulatorConfig config) {
        try {
            return new DiscordEmulator(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Where REST is: {@code http://127.0.0.1:PORT/api/v10}, without a slash at the end. */
    public String apiUrl() {
        return "http://" + authority + "/api/v10";
    }

    /** Where the gateway is: {@code ws://127.0.0.1:PORT/gateway}. */
    public String gatewayUrl() {
        return "ws://" + authority + "/gateway";
    }

    /** The page to open in a browser. */
    public String pageUrl() {
        return "http://" + authority + "/";
    }

    public String guildId() {
        return world.locked(() -> Long.toString(world.guild().id()));
    }

    /**
     * @param name as in the configuration, without {@code #}
     * @throws IllegalArgumentException if there is no such channel
     */
    public String channelId(String name) {
        return Long.toString(channel(name));
    }

    private long channel(String name) {
        return world.locked(() ->
                world.channels().stream()
                        .filter(channel -> channel.name().equals(name))
                        .mapToLong(Channel::id)
                        .findFirst()
                        .orElseThrow(
                                () -> new IllegalArgumentException("There is no channel " + name)));
    }

    /** The bot's, for {@code Authorization: Bot ...} and the gateway. */
    public String botToken() {
        return first(true).token();
    }

    /** The person's, for {@code Authorization: ...} as it is. */
    public String userToken() {
        return first(false).token();
    }

    private Account first(boolean bot) {
        return world.locked(() ->
                world.accounts().stream()
                        .filter(account -> account.bot() == bot)
                        .findFirst()
                        .orElseThrow());
    }

    /** Lets another bot in, or finds it again by its name; its token. */
    public String newBotToken(String name) {
        return newToken(name, true);
    }

    /** Lets another person in, or finds them again by their name; their token. */
    public String newUserToken(String name) {
        return newToken(name, false);
    }

    private String newToken(String name, boolean bot) {
        return world.locked(() -> InitialState.account(world, render, name, bot)).token();
    }

    /** What goes wrong, for tests to switch on. */
    public Faults faults() {
        return faults;
    }

    /** All messages of a channel, by name, oldest first. */
    public List<EmulatedMessage> messages(String channel) {
        long id = channel(channel);
        return world.locked(() -> {
            Snapshot snapshot = new Snapshot(world, render, files);
            return world.messages(id).values().stream().map(snapshot::of).toList();
        });
    }

    /**
     * Posts to a channel, by name.
     *
     * @param token of whoever posts, with or without {@code Bot}
     * @throws IllegalArgumentException if nobody has it, or Discord would refuse the text
     */
    public EmulatedMessage postAs(String token, String channel, String text) {
        long id = channel(channel);
        JsonNode body = JsonTrees.object().put("content", text);
        return world.locked(() -> {
            Account account =
                    account(token)
                            .orElseThrow(
                                    () -> new IllegalArgumentException("Nobody has this token"));
            try {
                MessageForm form = new MessageForm(body, List.of());
                StoredMessage posted = messages.post(id, Author.of(account), form);
                return new Snapshot(world, render, files).of(posted);
            } catch (ApiError e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        });
    }

    /** Messages and channels that the emulator itself cannot make. */
    public RawPosts raw() {
        return new RawPosts(world, render, messages, files);
    }

    private Optional<Account> account(String token) {
        return world.login(token).or(() -> world.login("Bot " + token));
    }

    /** Says goodbye to everybody and frees the port and the data folder. */
    @Override
    public void close() {
        clockwork.shutdownNow();
        gateway.close();
        try (journal) {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("The emulator did not stop in order", e);
        }
    }
}
