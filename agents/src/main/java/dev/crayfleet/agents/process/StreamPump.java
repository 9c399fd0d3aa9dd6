package dev.crayfleet.agents.process;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that reads what a process prints until it ends. It goes on whatever happens, because a
 * process whose output nobody takes stands still.
 */
final class StreamPump {
    private static final Logger LOG = LoggerFactory.getLogger(StreamPump.class);
    private static final int BUFFER_BYTES = 8192;

    private final Thread thread;
    private final InputStream from;

    /** Takes the output piece by piece. */
    @FunctionalInterface
    interface Sink {
        void accept(byte[] bytes, int count);
    }

    private StreamPump(Thread thread, InputStream from) {
        this.thread = thread;
        this.from = from;
    }

    /**
     * @param name of the thread
     */
    static StreamPump start(String name, InputStream from, Sink sink) {
        Thread thread = Thread.ofPlatform().name(name).start(() -> copy(name, from, sink));
        return new StreamPump(thread, from);
    }

    private static void copy(String name, InputStream from, Sink sink) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                sink.accept(buffer, n);
            }
        } catch (IOException e) {
            LOG.debug("{} ends", name, e);
        }
    }

    /** Waits until all is read, and stops reading where that takes longer than the timeout. */
    void finish(Duration timeout) throws IOException, InterruptedException {
        if (!thread.join(timeout)) {
            // Something out of reach still holds the pipe.
            from.close();
        }
    }
}
