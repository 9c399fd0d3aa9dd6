package dev.crayfleet.ingest.discord;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import net.dv8tion.jda.api.events.RawGatewayEvent;
import net.dv8tion.jda.api.events.session.ReadyEvent;
import net.dv8tion.jda.api.events.session.SessionDisconnectEvent;
import net.dv8tion.jda.api.events.session.SessionRecreateEvent;
import net.dv8tion.jda.api.events.session.SessionResumeEvent;
import net.dv8tion.jda.api.hooks.ListenerAdapter;
import net.dv8tion.jda.api.utils.data.DataObject;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of the messages of one channel as the gateway sends them. The gateway's thread
 * only puts them there. If the queue is full, messages are dropped and the buffer is behind: then
 * the channel has to be read.
 */
final class DiscordGatewayBuffer extends ListenerAdapter {
    private static final int MAX_UNFINISHED = 1_000;

    private final String channelId;
    private final BlockingQueue<DataObject> waiting;
    private final Set<Long> unfinished = ConcurrentHashMap.newKeySet();
    private volatile boolean connected;
    private volatile boolean behind = true;

    /**
     * @param channelId snowflake
     * @param capacity how many messages wait at most
     */
    DiscordGatewayBuffer(String channelId, int capacity) {
        this.channelId = channelId;
        this.waiting = new ArrayBlockingQueue<>(capacity);
    }

    @Override
    public void onReady(ReadyEvent event) {
        markConnected();
    }

    @Override
    public void onSessionResume(SessionResumeEvent event) {
        markConnected();
    }

    @Override
    public void onSessionRecreate(SessionRecreateEvent event) {
        markConnected();
    }

    @Override
    public void onSessionDisconnect(SessionDisconnectEvent event) {
        connected = false;
    }

    /** The raw event, because JDA drops messages that it cannot parse. */
    @Override
    public void onRawGateway(RawGatewayEvent event) {
        boolean isNew = event.getType().equals("MESSAGE_CREATE");
        if (!isNew && !event.getType().equals("MESSAGE_UPDATE")) {
            return;
        }
        DataObject payload = event.getPayload();
        boolean isHere = payload.getString("channel_id", "").equals(channelId);
        if (isHere
                && (isNew || unfinished.contains(payload.getUnsignedLong("id", 0)))
                && !waiting.offer(payload)) {
            behind = true;
        }
    }

    private void markConnected() {
        // Messages that were sent while the connection was down have to be read from the channel.
        behind = true;
        connected = true;
    }

    boolean isConnected() {
        return connected;
    }

    /** Whether messages may be missing, so that the channel has to be read. */
    boolean isBehind() {
        return behind;
    }

    void setBehind(boolean isBehind) {
        behind = isBehind;
    }

    /** Messages that wait to be handled. */
    int depth() {
        return waiting.size();
    }

    /**
     * @return the next message; null if none came in time
     */
    @Nullable DataObject poll(Duration timeout) throws InterruptedException {
        return waiting.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Accepts edits of a message from now on, because it is not complete yet.
     *
     * @return false if too many messages wait for edits already
     */
    boolean awaitEdits(long message) {
        if (unfinished.size() >= MAX_UNFINISHED) {
            return false;
        }
        unfinished.add(message);
        return true;
    }

    /** Stops accepting edits of a message, because it is complete. */
    void ignoreEdits(long message) {
        unfinished.remove(message);
    }
}
