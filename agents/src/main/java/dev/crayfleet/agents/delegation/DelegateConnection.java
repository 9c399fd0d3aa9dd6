package dev.crayfleet.agents.delegation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of an agent, with one request: so an agent has no more of them than it may have
 * requests at a time.
 */
final class DelegateConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(DelegateConnection.class);

    /**
     * For the rest of a request to come that was refused: closed before, its sender may see that
     * only.
     */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final DelegateServer server;
    private final Channel channel;
    private final Runnable whenKnown;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable Future<?> deadline;
    private @Nullable DelegateHead head;
    private boolean isComplete;
    private boolean isAnswered;

    /**
     * @param whenKnown run when a good token has come
     */
    DelegateConnection(DelegateServer server, Channel channel, Runnable whenKnown) {
        this.server = server;
        this.channel = channel;
        this.whenKnown = whenKnown;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        closeAfter(server.limits().greeting());
    }

    private void closeAfter(Duration time) {
        keepOpen();
        deadline =
                channel.eventLoop()
                        .schedule(
                                () -> channel.close(),
                                Math.max(1, time.toNanos()),
                                TimeUnit.NANOSECONDS);
    }

    private void keepOpen() {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                if (head != null || isAnswered) {
                    // Nobody who waits for answers sends two requests at once.
                    ctx.close();
                    return;
                }
                begin(request);
            }
            if (message instanceof HttpContent content) {
                take(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest request) {
        boolean isJson =
                request.headers().get(HttpHeaderNames.ACCEPT, "").contains("application/json");
        try {
            DelegateHead checked = DelegateHead.check(request, server);
            whenKnown.run();
            checked.grant().begin(checked.isOfFile());
            var unused =
                    channel.closeFuture()
                            .addListener(closed -> checked.grant().finish(checked.isOfFile()));
            head = checked;
            closeAfter(server.limits().request());
            if (HttpUtil.is100ContinueExpected(request)) {
                channel.writeAndFlush(
                        new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1,
                                HttpResponseStatus.CONTINUE,
                                Unpooled.EMPTY_BUFFER));
            }
        } catch (DelegateException why) {
            answer(DelegateAnswer.of(why, isJson));
        }
    }

    private void take(HttpContent content) {
        isComplete |= content instanceof LastHttpContent;
        DelegateHead known = head;
        if (isAnswered || known == null) {
            if (isComplete) {
                closeWhenWritten();
            }
            return;
        }
        if (content.decoderResult().isFailure()) {
            answer(DelegateAnswer.line(400, "The request's body cannot be read."));
            return;
        }
        ByteBuf bytes = content.content();
        if (body.size() + bytes.readableBytes() > known.maxBytes()) {
            answer(DelegateAnswer.of(known.tooLarge(), known.isJson()));
            return;
        }
        try {
            bytes.readBytes(body, bytes.readableBytes());
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        if (isComplete) {
            keepOpen();
            byte[] whole = body.toByteArray();
            Thread.startVirtualThread(() -> work(known, whole));
        }
    }

    /** In a thread of its own, which may wait for long. */
    private void work(DelegateHead known, byte[] whole) {
        DelegateAnswer answer;
        try {
            answer = DelegateApi.answer(known, whole, gone);
        } catch (DelegateException why) {
            answer = DelegateAnswer.of(why, known.isJson());
        } catch (InterruptedException e) {
            channel.close();
            return;
        } catch (RuntimeException | Error e) {
            LOG.error("{}: a request to delegate failed", known.grant(), e);
            answer = DelegateAnswer.line(500, "The runner itself failed on it.");
        }
        DelegateAnswer made = answer;
        channel.eventLoop().execute(() -> answer(made));
    }

    private void answer(DelegateAnswer answer) {
        isAnswered = true;
        channel.writeAndFlush(answer.response());
        if (isComplete) {
            closeWhenWritten();
            closeAfter(server.limits().request());
        } else {
            closeAfter(LINGER);
        }
    }

    private void closeWhenWritten() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        keepOpen();
        gone.complete(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
        LOG.debug("an agent's connection broke off", why);
        ctx.close();
    }
}
