package dev.crayfleet.poster.flow;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.discord.Backoff;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.flow.KafkaSettings;
import dev.crayfleet.poster.PosterConfig;
import dev.crayfleet.poster.discord.DiscordPoster;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What flows out.
 *
 * <pre>
 * results ──► #results          crayfleet-poster
 * events  ──► reactions         crayfleet-poster-reactions
 * events  ──► #worker-pool      crayfleet-poster-worker-pool
 * </pre>
 */
final class Lines implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lines.class);
    private static final String GROUP = "crayfleet-poster";

    private final DiscordSettings discord;
    private final PosterConfig config;
    private final KafkaSettings kafka;
    private final DiscordPoster poster;
    private final DeadLetters deadLetters;
    private final MeterRegistry registry;
    private final List<Line> lines = new ArrayList<>();

    Lines(
            DiscordSettings discord,
            PosterConfig config,
            KafkaSettings kafka,
            DiscordPoster poster,
            DeadLetters deadLetters,
            MeterRegistry registry) {
        this.discord = discord;
        this.config = config;
        this.kafka = kafka;
        this.poster = poster;
        this.deadLetters = deadLetters;
        this.registry = registry;
    }

    /** Starts a line for each place that is configured; what is not posted waits in Kafka. */
    void start() {
        if (!discord.configured()) {
            LOG.info("Nothing is posted: discord.token is not set. Results wait in Kafka.");
            return;
        }
        Codec codec = new Codec();
        add("reactions", GROUP + "-reactions", Topics.EVENTS, Reading.reactions(codec));
        if (isSet(discord.channels().results(), "discord.results-channel (RESULTS_CHANNEL)")) {
            add("results", GROUP, Topics.RESULTS, Reading.results(codec));
        }
        if (isSet(
                discord.channels().workerPool(),
                "discord.worker-pool-channel (WORKER_POOL_CHANNEL)")) {
            add("worker-pool", GROUP + "-worker-pool", Topics.EVENTS, Reading.workerPool(codec));
        }
        lines.forEach(Line::start);
        poster.start();
    }

    @Override
    public void close() {
        lines.forEach(Line::close);
    }

    private void add(String name, String group, Topics topic, Reading reading) {
        Backoff backoff = new Backoff(config.retryFirst(), config.retryLongest());
        RecordDelivery delivery =
                new RecordDelivery(
                        name, reading, poster.delivery(name), deadLetters, backoff, registry);
        lines.add(
                new Line(
                        new Line.Settings(
                                name,
                                group,
                                topic,
                                config.pollInterval(),
                                config.kafkaTimeout(),
                                backoff),
                        kafka,
                        delivery));
    }

    private static boolean isSet(String channel, String setting) {
        if (channel.isEmpty()) {
            LOG.info("{} is not set; nothing is posted there", setting);
        }
        return !channel.isEmpty();
    }
}
