package dev.crayfleet.poster.discord;

import dev.crayfleet.discord.ChannelWebhooks;
import dev.crayfleet.discord.DiscordLink;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.LinkState;
import dev.crayfleet.discord.TimedRequests;
import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.poster.PosterConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The poster's login at Discord and its retriers. It only sends requests: it connects to the
 * gateway because JDA learns the channels there, but asks for no intents and handles no events.
 */
public final class DiscordPoster implements AutoCloseable {
    private final DiscordSettings settings;
    private final PosterConfig config;
    private final FileStore files;
    private final DiscordLink link;
    private final TimedRequests requests;
    private final FacePosts faces;
    private final Backoff backoff;
    private final MeterRegistry registry;
    private final Clock clock;
    private final List<DiscordRetrier> retriers = new CopyOnWriteArrayList<>();

    public DiscordPoster(
            DiscordSettings settings,
            PosterConfig config,
            FileStore files,
            MeterRegistry registry,
            Clock clock) {
        this.settings = settings;
        this.config = config;
        this.files = files;
        this.backoff = new Backoff(config.retryFirst(), config.retryLongest());
        this.registry = registry;
        this.clock = clock;
        this.link = new DiscordLink(settings, List.of(), backoff, config.loginTimeout());
        this.requests = new TimedRequests(config.requestTimeout());
        this.faces = new FacePosts(new ChannelWebhooks(requests, clock), requests);
    }

    /** Returns at once; actions wait until the login has succeeded. */
    public void start() {
        link.start();
    }

    /**
     * Makes a retrier for one channel consumer; all retriers share the login.
     *
     * @param name of the channel consumer, for logs and meters
     */
    public DiscordRetrier newRetrier(String name) {
        PostSearch postSearch = new PostSearch(requests, config.lookBack());
        DiscordRetrier retrier =
                new DiscordRetrier(
                        name,
                        new DiscordRequests(
                                new ChannelLookup(settings, link),
                                new Attachments(files::get),
                                requests,
                                postSearch,
                                faces),
                        config.nonceHolds(),
                        clock,
                        backoff,
                        registry);
        retriers.add(retrier);
        Gauge.builder(
                        "crayfleet.poster.blocked",
                        retrier,
                        each -> each.problem().isPresent() || !isConnected() ? 1 : 0)
                .description(
                        "1 while a channel consumer waits for Discord or for the operator; alert when it stays")
                .tag("line", name)
                .register(registry);
        return retrier;
    }

    public LinkState state() {
        return link.state();
    }

    /** Whether it is logged in, so that an action can be tried. */
    public boolean isConnected() {
        return link.state() instanceof LinkState.Connected;
    }

    /** Why an action waits, as a sentence; empty while none does. */
    public Optional<String> problem() {
        return retriers.stream().flatMap(each -> each.problem().stream()).findFirst();
    }

    @Override
    public void close() {
        link.close();
    }
}
