package dev.crayfleet.ingest.discord;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.ingest.kafka.KafkaTimeoutException;
import dev.crayfleet.ingest.kafka.ReadMark;
import dev.crayfleet.kafka.Backoff;
import dev.crayfleet.kafka.FatalErrors;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.events.RawGatewayEvent;
import net.dv8tion.jda.api.events.session.ReadyEvent;
import net.dv8tion.jda.api.events.session.SessionDisconnectEvent;
import net.dv8tion.jda.api.events.session.SessionRecreateEvent;
import net.dv8tion.jda.api.events.session.SessionResumeEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.utils.data.DataObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all of the task queue's channel, in order, none left out: after each (re)connection it
 * first reads from the channel what came since the mark, then what the gateway tells. What comes
 * twice is told apart by id.
 *
 * <p>The gateway's thread only puts messages into a bounded queue; one thread of ours handles them.
 * When the queue is full, messages are let go and the channel is read again later.
 *
 * <pre>
 *  BEHIND ──(channel read to its end)──► LIVE
 *     ▲                                   │
 *     └─(connected again, queue overflown,┘
 *        or some minutes have passed)
 * </pre>
 */
public final class TaskQueue extends ListenerAdapter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskQueue.class);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final int UNFINISHED = 1_000;
    private static final Duration STOP = Duration.ofSeconds(5);

    /**
     * @param size messages waiting at most
     * @param backoff after what fails at Discord or Kafka
     * @param lookAgain how often the channel is read though the gateway is well
     * @param markRefresh how often the mark is written though nothing came
     */
    record Settings(int size, Backoff backoff, Duration lookAgain, Duration markRefresh) {}

    private final Settings settings;
    private final ChannelRest channel;
    private final ChannelReader reader;
    private final MessageHandler handler;
    private final ReadProgress progress;
    private final Supplier<Optional<JDA>> discord;
    private final CountDownLatch closed;
    private final BlockingQueue<DataObject> waiting;
    private final Set<Long> unfinished = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private long readAt = System.nanoTime();
    private long readTo;
    private volatile boolean connected;
    private volatile boolean behind = true;
    private volatile @Nullable String trouble = "The task queue has not been read yet.";

    TaskQueue(
            Settings settings,
            ChannelRest channel,
            ChannelReader reader,
            MessageHandler handler,
            ReadMark mark,
            Supplier<Optional<JDA>> discord,
            CountDownLatch closed) {
        this.settings = settings;
        this.channel = channel;
        this.reader = reader;
        this.handler = handler;
        this.progress = new ReadProgress(mark, settings.markRefresh());
        this.discord = discord;
        this.closed = closed;
        this.waiting = new ArrayBlockingQueue<>(settings.size());
        this.thread = Thread.ofPlatform().name("task-queue").daemon().unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /** What keeps the channel from being read though we are logged in; a sentence. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Messages that wait to be written. */
    int depth() {
        return waiting.size();
    }

    @Override
    public void onReady(ReadyEvent event) {
        connectedAgain();
    }

    @Override
    public void onSessionResume(SessionResumeEvent event) {
        connectedAgain();
    }

    @Override
    public void onSessionRecreate(SessionRecreateEvent event) {
        connectedAgain();
    }

    @Override
    public void onSessionDisconnect(SessionDisconnectEvent event) {
        // What the gateway tells from here on may leave something out: the channel is read first.
        connected = false;
    }

    /** Before JDA makes something of it, or fails to. */
    @Override
    public void onRawGateway(RawGatewayEvent event) {
        boolean isNew = event.getType().equals("MESSAGE_CREATE");
        if (!isNew && !event.getType().equals("MESSAGE_UPDATE")) {
            return;
        }
        DataObject payload = event.getPayload();
        boolean isHere = payload.getString("channel_id", "").equals(channel.channel());
        if (isHere
                && (isNew || unfinished.contains(payload.getUnsignedLong("id", 0)))
                && !waiting.offer(payload)) {
            behind = true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void connectedAgain() {
        behind = true;
        connected = true;
    }

    private void work() {
        try {
            int failures = 0;
            while (closed.getCount() > 0) {
                if (step()) {
                    failures = 0;
                } else {
                    long wait = settings.backoff().after(++failures).toMillis();
                    var unused = closed.await(wait, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the task queue is not read any more");
        } catch (VirtualMachineError e) {
            trouble = "Ingest cannot go on reading the task queue and has to be restarted: " + e;
            LOG.error("the task queue is not read any more", e);
            throw e;
        }
        progress.leave();
    }

    /** Whether it went well. */
    private boolean step() throws InterruptedException {
        try {
            boolean due = System.nanoTime() - readAt > settings.lookAgain().toNanos();
            if (due || (connected && behind)) {
                behind = !catchUp();
                readAt = System.nanoTime();
            } else if (connected) {
                live(waiting.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS));
            } else {
                closed.await(IDLE.toMillis(), TimeUnit.MILLISECONDS);
            }
            progress.keep();
            trouble = behind ? trouble : null;
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            FatalErrors.rethrowIfFatal(e);
            behind = true;
            trouble = ChannelKinds.sentence(channel.channel(), e);
            LOG.warn("the task queue cannot be read: {}", trouble);
            LOG.debug("the task queue cannot be read", e);
            return false;
        }
    }

    private void live(@Nullable DataObject told)
            throws InterruptedException, KafkaTimeoutException {
        if (told == null) {
            return;
        }
        Optional<JDA> jda = discord.get();
        if (jda.isEmpty() || !connected || behind) {
            // It is read from the channel, after what was missed before it.
            behind = true;
            return;
        }
        JsonNode message = ChannelRest.json(told);
        long id = ChannelReader.id(message.path("id"));
        if (id > 0) {
            handle(new MessageHandler.Told(jda.get(), id, message));
        }
    }

    private void handle(MessageHandler.Told message)
            throws InterruptedException, KafkaTimeoutException {
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
        progress.handled(id);
        if (finished) {
            unfinished.remove(id);
        } else if (unfinished.size() < UNFINISHED) {
            progress.forget(id);
            unfinished.add(id);
        }
    }

    /** Whether the channel was read to its end. */
    private boolean catchUp() throws Exception {
        Optional<JDA> found = discord.get();
        if (found.isEmpty()) {
            return false;
        }
        behind = false;
        JDA jda = found.get();
        ChannelKinds.check(jda, channel);
        Optional<ReadMark.Mark> known = progress.mark();
        ReadMark.Mark from =
                known.isPresent() ? known.get() : progress.begin(channel.lastMessage(jda));
        // What the gateway told since may have left something out that it could not read.
        long place = readTo == 0 ? from.last() : Math.min(readTo, from.last());
        readTo =
                reader.readAfter(
                        (after, limit) -> channel.after(jda, after, limit),
                        from.begun(),
                        place,
                        (id, message) -> {
                            handle(new MessageHandler.Told(jda, id, message));
                            progress.keep();
                        });
        return !behind;
    }
}
