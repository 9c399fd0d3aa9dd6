package dev.crayfleet.poster.kafka;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.kafka.DeadLetterWriter;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.poster.PosterConfig;
import dev.crayfleet.poster.discord.DiscordPoster;
import dev.crayfleet.stage.kafka.KafkaMeters;
import dev.crayfleet.stage.traces.TaskTracer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumers of the poster, one for each place at Discord.
 *
 * <pre>
 * topic        place             consumer group
 * results ──► #results          crayfleet-poster
 * events  ──► reactions, and what concerns all to #results
 *                               crayfleet-poster-reactions
 * events  ──► #worker-pool      crayfleet-poster-worker-pool
 * </pre>
 */
final class ChannelConsumers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelConsumers.class);
    private static final String GROUP = "crayfleet-poster";
    private static final int MAX_POLL_RECORDS = 50;

    /**
     * For this long nothing is posted after a poster was killed. It is the minimum that Kafka's
     * brokers allow.
     */
    private static final int SESSION_TIMEOUT_MS = 6_000;

    private static final int MAX_FETCH_WAIT_MS = 2_000;

    private final DiscordSettings discord;
    private final PosterConfig config;
    private final KafkaSettings kafka;
    private final DiscordPoster poster;
    private final DeadLetterWriter deadLetters;
    private final KafkaMeters kafkaMeters;
    private final MeterRegistry registry;
    private final TaskTracer tracer;
    private final Clock clock;
    private final Supplier<Fleet> fleet;
    private final List<ChannelConsumer> consumers = new ArrayList<>();

    ChannelConsumers(
            DiscordSettings discord,
            PosterConfig config,
            KafkaSettings kafka,
            DiscordPoster poster,
            DeadLetterWriter deadLetters,
            KafkaMeters kafkaMeters,
            MeterRegistry registry,
            TaskTracer tracer,
            Clock clock,
            Supplier<Fleet> fleet) {
        this.discord = discord;
        this.config = config;
        this.kafka = kafka;
        this.poster = poster;
        this.deadLetters = deadLetters;
        this.kafkaMeters = kafkaMeters;
        this.registry = registry;
        this.tracer = tracer;
        this.clock = clock;
        this.fleet = fleet;
    }

    /** Starts a consumer for each channel; without Discord none, and what is not posted waits. */
    void start() {
        if (!discord.configured()) {
            LOG.warn(
                    "Nothing is posted: no DISCORD_TOKEN is set, and no channels (README.md, section Discord). Results wait in Kafka.");
            return;
        }
        Codec codec = new Codec();
        // Of the two consumers of events, only this one always runs, so it writes the dead letters.
        add(
                "reactions",
                true,
                GROUP + "-reactions",
                Topics.EVENTS,
                RecordRenderer.reactions(codec));
        add("results", true, GROUP, Topics.RESULTS, RecordRenderer.results(codec, fleet));
        add(
                "worker-pool",
                false,
                GROUP + "-worker-pool",
                Topics.EVENTS,
                RecordRenderer.workerPool(codec));
        consumers.forEach(ChannelConsumer::start);
        poster.start();
    }

    /** What keeps records from being posted, other than Discord, as a sentence. */
    Optional<String> problem() {
        return consumers.stream()
                .flatMap(consumer -> consumer.problem().stream())
                .findFirst()
                .or(deadLetters::problem);
    }

    /** Stops within 10 s: all at once, because each may have to wait for Kafka. */
    @Override
    public void close() {
        consumers.forEach(ChannelConsumer::stop);
        consumers.forEach(ChannelConsumer::close);
    }

    private void add(
            String name,
            boolean reportsUnreadable,
            String group,
            Topics topic,
            RecordRenderer renderer) {
        Backoff backoff = new Backoff(config.retryFirst(), config.retryLongest());
        RecordPoster handler =
                new RecordPoster(
                        new RecordPoster.Role(name, reportsUnreadable),
                        renderer,
                        poster.newRetrier(name),
                        poster::isConnected,
                        new RecordDeadLetters(name, deadLetters, registry));
        consumers.add(
                new ChannelConsumer(
                        new ChannelConsumer.Settings(
                                name, topic, config.pollInterval(), config.kafkaTimeout(), backoff),
                        () -> newConsumer(name, group),
                        topic == Topics.RESULTS && tracer.isOn()
                                ? new TracedResults(handler, tracer, clock)
                                : handler,
                        clock));
    }

    private Consumer<byte[], byte[]> newConsumer(String name, String group) {
        Map<String, Object> settings = kafka.consumer("crayfleet-poster-" + name);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        // The first poster of a fleet also posts records that were written before it started.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
        // A new record ends the wait at once; without one, this is the interval of fetch requests.
        // The first records after a start may wait for the end of one.
        settings.put(
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                Math.clamp(2 * config.pollInterval().toMillis(), 1, MAX_FETCH_WAIT_MS));
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_TIMEOUT_MS);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_TIMEOUT_MS / 3);
        settings.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        return new MeteredConsumer(settings, name, kafkaMeters);
    }
}
