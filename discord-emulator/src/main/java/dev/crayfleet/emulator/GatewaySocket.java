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
 * One connection: frames in and out, compressed as one zlib stream if the client asked for it. Not
 * for others to use; public because Jetty calls only what is.
 */
public final class GatewaySocket implements Session.Listener.AutoDemanding {
    /** A client that does not read this many messages is cut off. */
    private static final int UNREAD = 10_000;

    private final Gateway gateway;
    private final boolean page;
    private final @Nullable ByteArrayOutputStream compressed;
    private final @Nullable DeflaterOutputStream compressor;
    private @Nullable Session connection;
    private volatile Instant heardAt;

    /**
     * @param page whether it is the page's, which no fault meets
     * @param zlib whether it wants {@code compress=zlib-stream}
     */
    GatewaySocket(Gateway gateway, boolean page, boolean zlib, Instant now) {
        this.gateway = gateway;
        this.page = page;
        this.heardAt = now;
        compressed = zlib ? new ByteArrayOutputStream() : null;
        compressor =
                compressed == null
                        ? null
                        : new DeflaterOutputStream(compressed, new Deflater(), 8_192, true);
    }

    boolean isPage() {
        return page;
    }

    Instant heardAt() {
        return heardAt;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        session.setMaxOutgoingFrames(UNREAD);
        synchronized (this) {
            connection = session;
        }
        gateway.opened(this);
    }

    @Override
    public void onWebSocketText(String text) {
        heardAt = gateway.now();
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
        // The close that follows it is what counts.
    }

    void send(int op, @Nullable JsonNode data) {
        ObjectNode payload = JsonTrees.object().put("op", op).putNull("s").putNull("t");
        payload.set("d", data);
        send(JsonTrees.write(payload));
    }

    /** Does not wait; in the order of the calls. */
    synchronized void send(String text) {
        Session to = connection;
        if (to == null || !to.isOpen()) {
            return;
        }
        Callback callback = Callback.from(() -> {}, failure -> to.disconnect());
        if (compressor == null || compressed == null) {
            to.sendText(text, callback);
            return;
        }
        try {
            compressor.write(text.getBytes(StandardCharsets.UTF_8));
            compressor.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail", e);
        }
        to.sendBinary(ByteBuffer.wrap(compressed.toByteArray()), callback);
        compressed.reset();
    }

    /**
     * Without this socket's lock, as is {@link #drop}: who closes may be called back at once, and
     * then takes the world's, under which others close.
     */
    void close(int code, String reason) {
        Session open = connection();
        if (open != null) {
            open.close(code, reason, Callback.NOOP);
        }
    }

    /** Breaks it without a word. */
    void drop() {
        Session open = connection();
        if (open != null) {
            open.disconnect();
        }
    }

    private synchronized @Nullable Session connection() {
        return connection;
    }
}
