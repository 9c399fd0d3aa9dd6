package dev.crayfleet.ingest.discord;

import dev.crayfleet.discord.Backoff;
import dev.crayfleet.ingest.flow.KafkaSilentException;
import dev.crayfleet.ingest.flow.ReadMark;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import net.dv8tion.jda.api.JDA;
import net.dv8tion.jda.api.entities.Message;
import net.dv8tion.jda.api.events.message.MessageReceivedEvent;
import net.dv8tion.jda.api.events.session.ReadyEvent;
import net.dv8tion.jda.api.events.session.SessionDisconnectEvent;
import net.dv8tion.jda.api.events.session.SessionRecreateEvent;
import net.dv8tion.jda.api.events.session.SessionResumeEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
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
    private static final Duration STOP = Duration.ofSeconds(5);

    /**
     * @param channel of the task queue; snowflake
     * @param size messages waiting at most
     * @param backoff after what fails at Discord or Kafka
     * @param lookAgain how often the channel is read though the gateway is well
     * @param markRefresh how often the mark is written though nothing came
     */
    record Settings(
            String channel, int size, Backoff backoff, Duration lookAgain, Duration markRefresh) {}

    private final Settings settings;
    private final ChannelReader reader;
    private final MessageHandler handler;
    private final Progress progress;
    private final Supplier<Optional<JDA>> discord;
    private final CountDownLatch closed;
    private final BlockingQueue<Message> waiting;
    private final Thread thread;
    private volatile boolean connected;
    private volatile boolean behind = true;
    private volatile @Nullable String trouble = "The task queue has not been read yet.";

    TaskQueue(
            Settings settings,
            ChannelReader reader,
            MessageHandler handler,
            ReadMark mark,
            Supplier<Optional<JDA>> discord,
            CountDownLatch closed) {
        this.settings = settings;
        this.reader = reader;
        this.handler = handler;
        this.progress = new Progress(mark, settings.markRefresh());
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

    @Override
    public void onMessageReceived(MessageReceivedEvent event) {
        if (event.getChannel().getId().equals(settings.channel())
                && !waiting.offer(event.getMessage())) {
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
        int failures = 0;
        long readAt = System.nanoTime();
        while (closed.getCount() > 0) {
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
                failures = 0;
                trouble = behind ? trouble : null;
            } catch (InterruptedException e) {
                return;
            } catch (ExecutionException
                    | TimeoutException
                    | KafkaSilentException
                    | RuntimeException e) {
                failures++;
                behind = true;
                trouble = sentence(e);
                LOG.warn("the task queue cannot be read: {}", trouble);
                LOG.debug("the task queue cannot be read", e);
                if (!wait(failures)) {
                    return;
                }
            }
        }
    }

    private boolean wait(int failures) {
        try {
            long millis = settings.backoff().after(failures).toMillis();
            return !closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void live(@Nullable Message message) throws InterruptedException {
        if (message != null && connected && !behind) {
            handle(message);
        } else if (message != null) {
            // It is read from the channel, after what was missed before it.
            behind = true;
        }
    }

    private void handle(Message message) throws InterruptedException {
        if (progress.isNew(message.getIdLong())) {
            handler.handle(message);
            progress.handled(message.getIdLong());
        }
    }

    /** Whether the channel was read to its end. */
    private boolean catchUp()
            throws InterruptedException,
                    ExecutionException,
                    TimeoutException,
                    KafkaSilentException {
        Optional<JDA> jda = discord.get();
        if (jda.isEmpty()) {
            return false;
        }
        behind = false;
        Optional<ReadMark.Mark> known = progress.mark();
        ReadMark.Mark from =
                known.isPresent() ? known.get() : progress.begin(reader.latest(jda.get()));
        reader.readAfter(
                jda.get(),
                from,
                message -> {
                    handle(message);
                    progress.keep();
                });
        return !behind;
    }

    private static String sentence(Exception e) {
        return e instanceof ChannelReader.NoChannelException
                ? String.valueOf(e.getMessage())
                : "Discord or Kafka does not answer: " + (e.getCause() == null ? e : e.getCause());
    }
}
