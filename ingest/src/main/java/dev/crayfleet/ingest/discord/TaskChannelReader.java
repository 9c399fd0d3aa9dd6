package dev.crayfleet.ingest.discord;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.ingest.kafka.ChannelReadPosition;
import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.kafka.FatalErrors;
import dev.crayfleet.kafka.KafkaRequestException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.utils.data.DataObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all messages of the task queue's channel, in order. After each (re)connection it first
 * reads from the channel all messages after the read position, and then takes those that the
 * gateway sends. A message that comes twice is recognised by its id. One thread handles them all.
 *
 * <pre>
 *  BEHIND ──(channel read to its end)──► LIVE
 *     ▲                                   │
 *     └─(connected again, buffer was full,┘
 *        or some minutes have passed)
 * </pre>
 */
final class TaskChannelReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskChannelReader.class);
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /**
     * @param backoff wait after a failure of Discord or Kafka
     * @param readInterval how often the channel is read while the gateway is connected
     * @param positionRefresh how often the read position is written if it has not changed
     */
    record Settings(Backoff backoff, Duration readInterval, Duration positionRefresh) {}

    private final Settings settings;
    private final DiscordGatewayBuffer gatewayBuffer;
    private final ChannelRest channel;
    private final ChannelReader reader;
    private final MessageHandler handler;
    private final ReadProgress progress;
    private final Supplier<Optional<JDA>> discord;
    private final CountDownLatch closed;
    private final Thread thread;
    private long channelReadAt = System.nanoTime();
    private long channelReadTo;
    private volatile @Nullable String trouble = "The task queue has not been read yet.";

    TaskChannelReader(
            Settings settings,
            DiscordGatewayBuffer gatewayBuffer,
            ChannelRest channel,
            ChannelReader reader,
            MessageHandler handler,
            ChannelReadPosition store,
            Supplier<Optional<JDA>> discord,
            CountDownLatch closed) {
        this.settings = settings;
        this.gatewayBuffer = gatewayBuffer;
        this.channel = channel;
        this.reader = reader;
        this.handler = handler;
        this.progress = new ReadProgress(store, settings.positionRefresh());
        this.discord = discord;
        this.closed = closed;
        this.thread = Thread.ofPlatform().name("task-queue").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Why the channel is not read though we are logged in; a sentence. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(STOP_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            int failures = 0;
            while (closed.getCount() > 0) {
                if (step()) {
                    failures = 0;
                } else {
                    long waitMs = settings.backoff().after(++failures).toMillis();
                    var unused = closed.await(waitMs, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the task queue is not read any more");
        } catch (VirtualMachineError e) {
            trouble =
                    "Ingest cannot go on reading the task queue and has to be restarted; its log says why.";
            LOG.error("the task queue is not read any more", e);
            throw e;
        }
        progress.recordOrderlyStop();
    }

    /**
     * @return whether it went well
     */
    private boolean step() throws InterruptedException {
        try {
            boolean isDue = System.nanoTime() - channelReadAt > settings.readInterval().toNanos();
            if (isDue || (gatewayBuffer.isConnected() && gatewayBuffer.isBehind())) {
                gatewayBuffer.setBehind(!readChannel());
                channelReadAt = System.nanoTime();
            } else if (gatewayBuffer.isConnected()) {
                handleLive(gatewayBuffer.poll(POLL_TIMEOUT));
            } else {
                closed.await(POLL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            }
            progress.save();
            trouble = gatewayBuffer.isBehind() ? trouble : null;
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            FatalErrors.rethrowIfFatal(e);
            gatewayBuffer.setBehind(true);
            String reason = ChannelKinds.describeFailure(channel.channelId(), e);
            if (!reason.equals(trouble)) {
                LOG.warn("the task queue cannot be read: {} It is tried again.", reason);
            }
            trouble = reason;
            LOG.debug("the task queue cannot be read", e);
            return false;
        }
    }

    private void handleLive(@Nullable DataObject payload)
            throws InterruptedException, KafkaRequestException {
        if (payload == null) {
            return;
        }
        Optional<JDA> jda = discord.get();
        if (jda.isEmpty() || !gatewayBuffer.isConnected() || gatewayBuffer.isBehind()) {
            // The message is read from the channel instead, after those that were missed before it.
            gatewayBuffer.setBehind(true);
            return;
        }
        JsonNode message = ChannelRest.json(payload);
        long id = ChannelReader.id(message.path("id"));
        if (id > 0) {
            handle(new DiscordMessage(jda.get(), id, message));
        }
    }

    private void handle(DiscordMessage message) throws InterruptedException, KafkaRequestException {
        long id = message.id();
        if (!progress.isNew(id)) {
            return;
        }
        boolean finished = true;
        if (progress.mayHandle(id)) {
            finished = handler.handle(message);
        } else {
            handler.setAside(message);
        }
        progress.markHandled(id);
        if (finished) {
            gatewayBuffer.ignoreEdits(id);
        } else if (gatewayBuffer.awaitEdits(id)) {
            progress.forget(id);
        }
    }

    /**
     * @return whether the channel was read to its end
     */
    private boolean readChannel() throws Exception {
        Optional<JDA> found = discord.get();
        if (found.isEmpty()) {
            return false;
        }
        gatewayBuffer.setBehind(false);
        JDA jda = found.get();
        ChannelKinds.check(jda, channel);
        Optional<ChannelReadPosition.Position> known = progress.position();
        ChannelReadPosition.Position position =
                known.isPresent() ? known.get() : progress.startAt(channel.lastMessageId(jda));
        // Not from the last handled message only: the gateway may have sent a later message
        // although it left out an earlier one.
        long from =
                channelReadTo == 0
                        ? position.lastHandled()
                        : Math.min(channelReadTo, position.lastHandled());
        channelReadTo =
                reader.readAfter(
                        (after, limit) -> channel.after(jda, after, limit),
                        position.startedAfter(),
                        from,
                        (id, message) -> {
                            handle(new DiscordMessage(jda, id, message));
                            progress.save();
                        });
        return !gatewayBuffer.isBehind();
    }
}
