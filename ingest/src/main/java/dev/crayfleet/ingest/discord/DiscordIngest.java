package dev.crayfleet.ingest.discord;

import dev.crayfleet.discord.DiscordLink;
import dev.crayfleet.discord.DiscordSettings;
import dev.crayfleet.discord.LinkState;
import dev.crayfleet.ingest.IngestConfig;
import dev.crayfleet.ingest.SubmitGate;
import dev.crayfleet.ingest.kafka.ChannelReadPosition;
import dev.crayfleet.ingest.kafka.TaskWriter;
import dev.crayfleet.ingest.routing.NeedsRouter;
import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.kafka.KafkaSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import net.dv8tion.jda.api.requests.GatewayIntent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Discord side of ingest, or nothing where Discord is not configured. */
final class DiscordIngest implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiscordIngest.class);

    private final @Nullable Running running;

    private DiscordIngest(@Nullable Running running) {
        this.running = running;
    }

    /** Present where Discord is configured. */
    private record Running(
            DiscordLink link, TaskChannelReader channelReader, ChannelReadPosition positions) {}

    static DiscordIngest of(
            DiscordSettings discord,
            IngestConfig config,
            KafkaSettings kafka,
            TaskWriter tasks,
            SubmitGate gate,
            NeedsRouter router,
            MeterRegistry registry) {
        String channel = discord.channels().taskQueue();
        if (!discord.configured()) {
            LOG.info("Discord is not read: DISCORD_TOKEN is not set. Tasks come in over HTTP.");
            return new DiscordIngest(null);
        }
        IntakeMeters meters = new IntakeMeters(registry);
        CountDownLatch closed = new CountDownLatch(1);
        Backoff backoff = new Backoff(config.retryFirst(), config.retryLongest());
        ChannelRest rest = new ChannelRest(channel, config.requestTimeout());
        RetryPause pause = new RetryPause(backoff, meters, closed);
        MessageHandler handler =
                new MessageHandler(
                        new DiscordTaskSubmitter(tasks, pause),
                        new TaskAttachments(new AttachmentFetcher(config.fetchTimeout()), pause),
                        new RefusalSender(new Replies(rest, Clock.systemUTC()), meters, pause),
                        discord.allowedBots(),
                        new MemberRoles(rest, pause),
                        gate,
                        router,
                        meters);
        DiscordGatewayBuffer buffer = new DiscordGatewayBuffer(channel, config.queueSize());
        DiscordLink link =
                new DiscordLink(
                        discord,
                        EnumSet.of(GatewayIntent.GUILD_MESSAGES, GatewayIntent.MESSAGE_CONTENT),
                        backoff,
                        config.loginTimeout(),
                        buffer);
        ChannelReadPosition positions =
                new ChannelReadPosition(kafka, channel, config.kafkaTimeout());
        TaskChannelReader channelReader =
                new TaskChannelReader(
                        new TaskChannelReader.Settings(
                                backoff, config.lookAgain(), config.markRefresh()),
                        buffer,
                        rest,
                        new ChannelReader(
                                config.overlap(), Clock.systemUTC(), meters::countUnreadable),
                        handler,
                        positions,
                        link::jda,
                        closed);
        Gauge.builder("crayfleet.ingest.waiting", buffer, DiscordGatewayBuffer::depth)
                .description("Messages of the task queue that wait to be written to Kafka")
                .register(registry);
        return new DiscordIngest(new Running(link, channelReader, positions));
    }

    void start() {
        if (running != null) {
            running.channelReader().start();
            running.link().start();
        }
    }

    LinkState state() {
        return running == null ? new LinkState.Off() : running.link().state();
    }

    Optional<String> trouble() {
        return running == null ? Optional.empty() : running.channelReader().trouble();
    }

    @Override
    public void close() {
        if (running != null) {
            running.channelReader().close();
            running.link().close();
            running.positions().close();
        }
    }
}
