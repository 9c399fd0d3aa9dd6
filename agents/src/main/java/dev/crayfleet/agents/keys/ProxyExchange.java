package dev.crayfleet.agents.keys;

import dev.crayfleet.agents.safety.Secrets;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request that is sent on, and its answer as it comes. Everything happens in the thread of its
 * connection.
 */
final class ProxyExchange {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyExchange.class);

    /** How its connection goes on. */
    interface Connection {
        /** Answers in place of the endpoint. */
        void refuse(ProxyRefusal why);

        /** All of the answer was written. */
        void answered();
    }

    private final ChannelHandlerContext context;
    private final ModelProxy proxy;
    private final RequestHead head;
    private final Connection connection;
    private final RequestBody body;
    private final Secrets.Filter mask;
    private final Secrets masked = new Secrets();
    private final Runnable cut = this::cutOff;
    private @Nullable CompletableFuture<?> upstream;
    private Flow.@Nullable Subscription answer;
    private @Nullable UsageReader usage;
    private boolean successful;
    private boolean headSent;
    private boolean ended;
    private long lastNanos = System.nanoTime();
    private @Nullable Future<?> idleCheck;

    ProxyExchange(
            ChannelHandlerContext context,
            ModelProxy proxy,
            RequestHead head,
            Connection connection) {
        this.context = context;
        this.proxy = proxy;
        this.head = head;
        this.connection = connection;
        this.body = new RequestBody(context.executor(), context::read);
        this.masked.addAll(head.route().secrets());
        this.mask = masked.filter();
    }

    /**
     * @throws ProxyRefusal if it must not be sent on now
     */
    void start(HttpRequest request) throws ProxyRefusal {
        java.net.http.HttpRequest.Builder next;
        try {
            next = java.net.http.HttpRequest.newBuilder(head.address());
            head.copyHeaders(request.headers(), next);
        } catch (IllegalArgumentException e) {
            throw new ProxyRefusal(400, "The request has a header that cannot be sent on.");
        }
        next.version(
                // Some servers stumble over the offer to speak HTTP/2 without TLS.
                head.address().getScheme().equalsIgnoreCase("https")
                        ? HttpClient.Version.HTTP_2
                        : HttpClient.Version.HTTP_1_1);
        next.method(request.method().name(), publisher());
        head.lease().begin(cut);
        head.lease().counter().sent();
        proxy.counter().sent();
        scheduleIdleCheck(proxy.limits().idle().toNanos());
        CompletableFuture<HttpResponse<Void>> sent;
        try {
            sent = proxy.client().sendAsync(next.build(), this::onHead);
        } catch (RuntimeException e) {
            end(true);
            throw new ProxyRefusal(502, "The request cannot be sent on.");
        }
        upstream = sent;
        var unused =
                sent.whenComplete((response, failure) -> {
                    if (failure != null) {
                        context.executor().execute(() -> failed(failure));
                    }
                });
    }

    private java.net.http.HttpRequest.BodyPublisher publisher() {
        if (head.bodyBytes() == 0) {
            return BodyPublishers.noBody();
        }
        return head.bodyBytes() < 0
                ? BodyPublishers.fromPublisher(body)
                : BodyPublishers.fromPublisher(body, head.bodyBytes());
    }

    /** In a thread of the client's. */
    private HttpResponse.BodySubscriber<Void> onHead(HttpResponse.ResponseInfo info) {
        context.executor().execute(() -> sendHead(info));
        return new UpstreamAnswer(context.executor(), this);
    }

    private void sendHead(HttpResponse.ResponseInfo info) {
        if (ended) {
            return;
        }
        try {
            AnswerHead.check(info);
        } catch (ProxyRefusal why) {
            refuse(why);
            return;
        }
        successful = info.statusCode() / 100 == 2;
        usage = new UsageReader(info.headers().firstValue("content-type").orElse(""));
        headSent = true;
        context.writeAndFlush(AnswerHead.of(info, masked));
    }

    void answerBegins(Flow.Subscription subscription) {
        answer = subscription;
        if (ended) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    void answerGoesOn(List<ByteBuffer> pieces) {
        Flow.Subscription from = answer;
        if (ended || from == null) {
            return;
        }
        ChannelFuture written = null;
        for (ByteBuffer piece : pieces) {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            written = write(mask.pass(bytes, bytes.length));
            if (usage != null) {
                usage.accept(bytes);
            }
        }
        context.flush();
        if (written == null) {
            from.request(1);
            return;
        }
        // Asks for more when the agent has taken this.
        written.addListener(done -> {
            lastNanos = System.nanoTime();
            if (done.isSuccess()) {
                from.request(1);
            }
        });
    }

    private ChannelFuture write(byte[] bytes) {
        // An empty one is no end here: it only tells when all before it was written.
        return context.write(
                bytes.length == 0
                        ? Unpooled.EMPTY_BUFFER
                        : new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    }

    void answerEnds() {
        if (ended) {
            return;
        }
        byte[] rest = mask.end();
        if (rest.length > 0) {
            context.write(new DefaultHttpContent(Unpooled.wrappedBuffer(rest)));
        }
        // Before its end is seen: whoever has the answer can ask what it took.
        end(!body.isComplete());
        context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
        connection.answered();
    }

    /** A part of the request came. */
    void requestGoesOn(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        lastNanos = System.nanoTime();
        if (content.decoderResult().isFailure()) {
            refuse(new ProxyRefusal(400, "The request's body cannot be read."));
        } else if (body.accept(content.content(), last) > proxy.limits().bodyBytes()) {
            refuse(RequestHead.tooLarge(proxy.limits()));
        }
    }

    boolean wantsMore() {
        return ended || body.wantsMore();
    }

    boolean isRequestComplete() {
        return body.isComplete();
    }

    /** The request did not come within its time, or its sender is gone. */
    void abandon() {
        if (!ended) {
            end(true);
            context.close();
        }
    }

    private void cutOff() {
        context.executor().execute(() -> refuse(ProxyRefusal.dead()));
    }

    private void failed(Throwable why) {
        if (!ended) {
            LOG.warn(
                    "{}: the model's endpoint {} cannot be asked: {}",
                    head.lease().owner(),
                    head.route(),
                    masked.mask(String.valueOf(why)));
            refuse(
                    why instanceof HttpConnectTimeoutException
                                    || why.getCause() instanceof HttpConnectTimeoutException
                            ? new ProxyRefusal(504, "The model's endpoint takes no connection.")
                            : new ProxyRefusal(
                                    502, "The model's endpoint cannot be reached, or broke off."));
        }
    }

    /** Says why, or breaks off where an answer is being written already. */
    private void refuse(ProxyRefusal why) {
        if (ended) {
            return;
        }
        end(true);
        if (headSent) {
            context.close();
        } else {
            connection.refuse(why);
        }
    }

    private void scheduleIdleCheck(long nanos) {
        idleCheck =
                context.executor()
                        .schedule(this::checkIdle, Math.max(1, nanos), TimeUnit.NANOSECONDS);
    }

    private void checkIdle() {
        long left = proxy.limits().idle().toNanos() - (System.nanoTime() - lastNanos);
        if (left > 0) {
            scheduleIdleCheck(left);
        } else {
            refuse(new ProxyRefusal(504, "Nothing came from the model's endpoint for too long."));
        }
    }

    /**
     * @param early whether the endpoint is to stop
     */
    private void end(boolean early) {
        ended = true;
        head.lease().end(cut);
        if (idleCheck != null) {
            idleCheck.cancel(false);
        }
        body.fail(new IOException("the request is given up"));
        if (early && answer != null) {
            answer.cancel();
        }
        if (early && upstream != null) {
            upstream.cancel(true);
        }
        count();
    }

    private void count() {
        if (usage == null) {
            return;
        }
        UsageSeen seen = usage.end();
        if (seen.isKnown()) {
            head.lease().counter().answered(seen.input(), seen.output());
            proxy.counter().answered(seen.input(), seen.output());
        } else if (successful) {
            head.lease().counter().answeredWithoutUsage();
            proxy.counter().answeredWithoutUsage();
        }
    }
}
