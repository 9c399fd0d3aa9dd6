package dev.crayfleet.agents.keys;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
    private static final long LINGER_SECONDS = 5;

    private static final long UNREADABLE_LINGER_SECONDS = 1;

    private final ModelProxy proxy;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ProxyExchange current;
    private @Nullable Future<?> requestDeadline;
    private ApiStyle style = ApiStyle.OPENAI;

    /** Whether what comes is dropped, until the request is over. */
    private boolean discarding;

    ProxyConnection(ModelProxy proxy) {
        this.proxy = proxy;
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("it is not connected");
        }
        return context;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        awaitRequest();
        ctx.read();
    }

    /** Bounds the time until the next request is there as a whole, however slowly it comes. */
    private void awaitRequest() {
        requestDeadline =
                context()
                        .executor()
                        .schedule(
                                this::giveUp,
                                proxy.limits().request().toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    private void giveUp() {
        if (current != null) {
            current.abandon();
        }
        context().close();
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
                if (content instanceof LastHttpContent && requestDeadline != null) {
                    requestDeadline.cancel(false);
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
            style = head.route().style();
            ProxyExchange exchange = new ProxyExchange(ctx, proxy, head, this);
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
                closeAfter(UNREADABLE_LINGER_SECONDS);
            }
        }
    }

    @Override
    public void refuse(ProxyRefusal why) {
        FullHttpResponse answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(why.status()),
                        Unpooled.wrappedBuffer(why.body(style)));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (why.status() == 429) {
            answer.headers().set(HttpHeaderNames.RETRY_AFTER, "1");
        }
        boolean isComplete = current != null && current.isRequestComplete();
        context().writeAndFlush(answer);
        leave(isComplete);
    }

    /** Closes the connection when the request is over. */
    private void leave(boolean requestIsComplete) {
        current = null;
        discarding = true;
        if (requestIsComplete) {
            closeWhenWritten();
        }
        closeAfter(LINGER_SECONDS);
        context().read();
    }

    private void closeAfter(long seconds) {
        if (requestDeadline != null) {
            requestDeadline.cancel(false);
        }
        requestDeadline =
                context().executor().schedule(() -> context().close(), seconds, TimeUnit.SECONDS);
    }

    private void closeWhenWritten() {
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void answered() {
        if (current == null || !current.isRequestComplete()) {
            leave(false);
            return;
        }
        current = null;
        awaitRequest();
        context().read();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (discarding || current == null || current.wantsMore()) {
            ctx.read();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (requestDeadline != null) {
            requestDeadline.cancel(false);
        }
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
