package dev.crayfleet.emulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the gateway: frames in and out, compressed as one zlib stream if the client
 * asked for it. Public only because Jetty calls nothing else.
 */
public final class GatewaySocket implements Session.Listener.AutoDemanding {
    /** A client that leaves more messages unread is disconnected. */
    private static final int MAX_UNREAD_FRAMES = 10_000;

    private final Gateway gateway;
    private final boolean page;
    private final @Nullable ByteArrayOutputStream compressed;
    private final @Nullable DeflaterOutputStream compressor;
    private @Nullable Session connection;
    private volatile Instant lastReceivedAt;

    /**
     * @param page whether it is the page's, which meets no faults
     * @param zlib whether the client asked for {@code compress=zlib-stream}
     */
    GatewaySocket(Gateway gateway, boolean page, boolean zlib, Instant now) {
        this.gateway = gateway;
        this.page = page;
        this.lastReceivedAt = now;
        compressed = zlib ? new ByteArrayOutputStream() : null;
        compressor =
                compressed == null
                        ? null
                        : new DeflaterOutputStream(compressed, new Deflater(), 8_192, true);
    }

    boolean isPage() {
        return page;
    }

    Instant lastReceivedAt() {
        return lastReceivedAt;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        session.setMaxOutgoingFrames(MAX_UNREAD_FRAMES);
        synchronized (this) {
            connection = session;
        }
        gateway.opened(this);
    }

    @Override
    public void onWebSocketText(String text) {
        lastReceivedAt = gateway.now();
        JsonNode payload;
        try {
            payload = JsonTrees.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            close(4002, "Error while decoding payload.");
            return;
        }
        gateway.received(this, payload);
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        gateway.closed(this);
        synchronized (this) {
            connection = null;
            if (compressor != null) {
                try {
                    compressor.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        // Jetty calls onWebSocketClose next.
    }

    void send(int op, @Nullable JsonNode data) {
        ObjectNode payload = JsonTrees.object().put("op", op).putNull("s").putNull("t");
        payload.set("d", data);
        send(JsonTrees.write(payload));
    }

    /** Queues a message without waiting. Messages are sent in the order of the calls. */
    synchronized void send(String text) {
        Session target = connection;
        if (target == null || !target.isOpen()) {
            return;
        }
        Callback callback = Callback.from(() -> {}, failure -> target.disconnect());
        if (compressor == null || compressed == null) {
            target.sendText(text, callback);
            return;
        }
        try {
            compressor.write(text.getBytes(StandardCharsets.UTF_8));
            compressor.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("A stream in memory has failed", e);
        }
        target.sendBinary(ByteBuffer.wrap(compressed.toByteArray()), callback);
        compressed.reset();
    }

    /**
     * Runs without this socket's lock, as {@link #disconnect} does: Jetty may call {@link
     * #onWebSocketClose} at once, which takes the state's lock, while another thread holds the
     * state's lock and waits for this socket's.
     */
    void close(int code, String reason) {
        Session open = connection();
        if (open != null) {
            open.close(code, reason, Callback.NOOP);
        }
    }

    /** Ends the connection without a close frame. */
    void disconnect() {
        Session open = connection();
        if (open != null) {
            open.disconnect();
        }
    }

    private synchronized @Nullable Session connection() {
        return connection;
    }
}
