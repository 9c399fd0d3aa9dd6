package dev.crayfleet.agents.keys;

import dev.crayfleet.agents.safety.Secrets;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer to an agent as it comes, with keys masked, and reads along what it took. No more
 * is asked for than the agent has taken. Everything happens in the thread of its connection.
 */
final class AnswerStream {
    private final Channel channel;
    private final Secrets masked;
    private final Secrets.Filter mask;
    private Flow.@Nullable Subscription source;
    private @Nullable UsageReader usage;
    private boolean successful;
    private boolean closed;
    private long lastNanos = System.nanoTime();

    AnswerStream(Channel channel, Secrets masked) {
        this.channel = channel;
        this.masked = masked;
        this.mask = masked.filter();
    }

    /** Whether anything was written. */
    boolean hasBegun() {
        return usage != null;
    }

    /**
     * @throws ProxyRefusal if the answer must not go on
     */
    void head(HttpResponse.ResponseInfo info) throws ProxyRefusal {
        AnswerHead.check(info);
        successful = info.statusCode() / 100 == 2;
        usage = new UsageReader(info.headers().firstValue("content-type").orElse(""));
        channel.writeAndFlush(AnswerHead.of(info, masked));
    }

    /** How long the agent has taken nothing. */
    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - lastNanos);
    }

    void source(Flow.Subscription subscription) {
        source = subscription;
        if (closed) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    void body(List<ByteBuffer> pieces) {
        Flow.Subscription from = source;
        UsageReader reader = usage;
        if (closed || from == null || reader == null) {
            return;
        }
        // Tells when all was written, also where all of a piece is held back.
        ChannelFuture last = null;
        for (ByteBuffer piece : pieces) {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            last = write(mask.pass(bytes, bytes.length));
            reader.accept(bytes);
        }
        channel.flush();
        if (last == null) {
            from.request(1);
            return;
        }
        last.addListener(done -> {
            lastNanos = System.nanoTime();
            if (done.isSuccess()) {
                from.request(1);
            }
        });
    }

    private ChannelFuture write(byte[] bytes) {
        return channel.write(
                bytes.length == 0
                        ? Unpooled.EMPTY_BUFFER
                        : new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    }

    void end() {
        byte[] rest = mask.end();
        if (rest.length > 0) {
            Object unused = write(rest);
        }
        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    /** Lets the endpoint stop. */
    void cancel() {
        closed = true;
        if (source != null) {
            source.cancel();
        }
    }

    /** Adds up what it took, once. */
    void count(UsageCounter... counters) {
        if (usage == null) {
            return;
        }
        UsageSeen seen = usage.end();
        for (UsageCounter each : counters) {
            if (seen.isKnown()) {
                each.answered(seen.input(), seen.output());
            } else if (successful) {
                each.answeredWithoutUsage();
            }
        }
    }
}
