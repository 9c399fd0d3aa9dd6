package dev.crayfleet.poster.discord;

import dev.crayfleet.discord.Backoff;
import dev.crayfleet.discord.DiscordLink;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.LinkState;
import dev.crayfleet.discord.Requests;
import dev.crayfleet.kafka.FileStore;
import dev.crayfleet.poster.PosterConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Discord, as the poster uses it: requests only. It logs in at the gateway because JDA knows
 * channels from there, asks for no intents, and listens to nothing.
 */
public final class DiscordPoster implements AutoCloseable {
    private final DiscordSettings settings;
    private final PosterConfig config;
    private final FileStore files;
    private final DiscordLink link;
    private final Requests requests;
    private final Backoff backoff;
    private final MeterRegistry registry;
    private final Clock clock;
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

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
        this.requests = new Requests(config.requestTimeout());
    }

    /** Returns at once; deliveries wait until Discord is there. */
    public void start() {
        link.start();
    }

    /** For one line of deliveries. */
    public Delivery delivery(String line) {
        PostSearch lookBack = new PostSearch(requests, config.lookBack());
        Delivery delivery =
                new Delivery(
                        line,
                        new Channels(
                                settings, link, new Attachments(files::get), requests, lookBack),
                        config.nonceHolds(),
                        clock,
                        backoff,
                        registry);
        deliveries.add(delivery);
        Gauge.builder(
                        "crayfleet.poster.blocked",
                        delivery,
                        each -> each.trouble().isPresent() || !connected() ? 1 : 0)
                .description(
                        "1 while a line waits for Discord or for the operator; alert when it stays")
                .tag("line", line)
                .register(registry);
        return delivery;
    }

    public LinkState state() {
        return link.state();
    }

    /** Whether it is logged in, so that a delivery can be tried. */
    public boolean connected() {
        return link.state() instanceof LinkState.Connected;
    }

    /** What keeps deliveries waiting, a sentence; empty while all is well. */
    public Optional<String> trouble() {
        return deliveries.stream().flatMap(each -> each.trouble().stream()).findFirst();
    }

    @Override
    public void close() {
        link.close();
    }
}
