package dev.crayfleet.agents.keys;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of an agent, with one request after the other. */
final class ProxyConnection extends ChannelInboundHandlerAdapter
        implements ProxyExchange.Connection {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyConnection.class);

    /**
     * For the rest of a request to come that was refused: closed before, its sender may see that
     * only.
     */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private static final Duration UNREADABLE_LINGER = Duration.ofSeconds(1);

    private final ModelProxy proxy;
    private final Channel channel;
    private final Deadline deadline;
    private final BiConsumer<ProxyConnection, ProxyGrant> whenKnown;
    private @Nullable ProxyExchange current;
    private ApiStyle style = ApiStyle.OPENAI;

    /** Whether a good token has come. */
    private boolean known;

    /** Whether what comes is dropped, until the request is over. */
    private boolean discarding;

    /**
     * @param whenKnown called once, when a good token has come
     */
    ProxyConnection(
            ModelProxy proxy, Channel channel, BiConsumer<ProxyConnection, ProxyGrant> whenKnown) {
        this.proxy = proxy;
        this.channel = channel;
        this.whenKnown = whenKnown;
        this.deadline = new Deadline(channel.eventLoop());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        awaitRequest();
        ctx.read();
    }

    /**
     * Bounds the time until the next request is there as a whole, however slowly it comes; of
     * somebody who has shown no token, that until its headers are.
     */
    private void awaitRequest() {
        deadline.set(known ? proxy.limits().request() : proxy.limits().greeting(), this::giveUp);
    }

    private void setKnown(ProxyGrant grant) {
        if (!known) {
            known = true;
            whenKnown.accept(this, grant);
            awaitRequest();
        }
    }

    /** Whether it has no request at work. */
    boolean isIdle() {
        return current == null;
    }

    Channel channel() {
        return channel;
    }

    private void giveUp() {
        if (current != null) {
            current.abandon();
        }
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (discarding) {
                if (message instanceof LastHttpContent) {
                    closeWhenWritten();
                }
                return;
            }
            if (message instanceof HttpRequest request) {
                if (current != null) {
                    // Nobody who waits for answers sends two requests at once.
                    ctx.close();
                    return;
                }
                begin(ctx, request);
            }
            if (message instanceof HttpContent content && current != null) {
                current.requestGoesOn(content);
                if (content instanceof LastHttpContent && current != null) {
                    deadline.cancel();
                }
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        style =
                request.headers().contains("anthropic-version")
                        ? ApiStyle.ANTHROPIC
                        : ApiStyle.OPENAI;
        try {
            RequestHead head = RequestHead.check(request, proxy);
            setKnown(head.grant());
            style = head.route().style();
            ProxyExchange exchange = new ProxyExchange(channel, proxy, head, this);
            exchange.start(request);
            current = exchange;
            if (HttpUtil.is100ContinueExpected(request)) {
                ctx.writeAndFlush(
                        new DefaultFullHttpResponse(
                                HttpVersion.HTTP_1_1,
                                HttpResponseStatus.CONTINUE,
                                Unpooled.EMPTY_BUFFER));
            }
        } catch (ProxyRefusal why) {
            refuse(why);
            if (request.decoderResult().isFailure()) {
                // It could not be read as one, and there is no telling where it would end.
                closeAfter(UNREADABLE_LINGER);
            }
        }
    }

    @Override
    public void refuse(ProxyRefusal why) {
        boolean isComplete = current != null && current.isRequestComplete();
        channel.writeAndFlush(why.answer(style));
        leave(isComplete);
    }

    /** Closes the connection when the request is over. */
    private void leave(boolean requestIsComplete) {
        current = null;
        discarding = true;
        if (requestIsComplete) {
            closeWhenWritten();
        }
        closeAfter(LINGER);
        channel.read();
    }

    private void closeAfter(Duration time) {
        deadline.set(time, () -> channel.close());
    }

    private void closeWhenWritten() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void answered() {
        if (current == null || !current.isRequestComplete()) {
            leave(false);
            return;
        }
        current = null;
        awaitRequest();
        channel.read();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (discarding || current == null || current.wantsMore()) {
            ctx.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        deadline.cancel();
        if (current != null) {
            current.abandon();
            current = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
        LOG.debug("an agent's connection broke off", why);
        ctx.close();
    }
}
