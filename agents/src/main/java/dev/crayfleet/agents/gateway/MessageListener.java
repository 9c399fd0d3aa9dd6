package dev.crayfleet.agents.gateway;

import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the messages of a WebSocket together, which calls one method at a time. */
final class MessageListener implements WebSocket.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(MessageListener.class);

    /** The Gateway sends at most 25 MiB; what is longer is no answer of it. */
    private static final int MAX_MESSAGE_CHARS = 32 * 1024 * 1024;

    private final Consumer<String> onMessage;
    private final Consumer<String> onEnd;
    private final StringBuilder parts = new StringBuilder();
    private volatile long lastMessageNanos = System.nanoTime();

    /**
     * @param onMessage told each whole message
     * @param onEnd told why the connection is of no use any more
     */
    MessageListener(Consumer<String> onMessage, Consumer<String> onEnd) {
        this.onMessage = onMessage;
        this.onEnd = onEnd;
    }

    /** For how long nothing was received. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastMessageNanos);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        lastMessageNanos = System.nanoTime();
        parts.append(data);
        if (parts.length() > MAX_MESSAGE_CHARS) {
            onEnd.accept("it sent a message without end");
        } else if (last) {
            String message = parts.toString();
            parts.setLength(0);
            onMessage.accept(message);
        }
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        onEnd.accept("it closed the connection (%d %s)".formatted(code, reason).strip());
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        LOG.debug("a connection to the gateway broke", error);
        onEnd.accept("the connection broke: " + ConnectionErrors.of(error));
    }
}
