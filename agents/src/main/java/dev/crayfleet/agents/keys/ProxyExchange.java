package dev.crayfleet.agents.keys;

import dev.crayfleet.agents.safety.Secrets;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request that is sent on, and its answer. Everything happens in the thread of its connection.
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

    private final Channel channel;
    private final ModelProxy proxy;
    private final RequestHead head;
    private final Connection connection;
    private final RequestBody body;
    private final Secrets masked = new Secrets();
    private final AnswerStream answer;
    private final Deadline idleCheck;
    private final Runnable cut = this::cutOff;
    private @Nullable CompletableFuture<?> upstream;
    private boolean ended;
    private long receivedNanos = System.nanoTime();

    ProxyExchange(Channel channel, ModelProxy proxy, RequestHead head, Connection connection) {
        this.channel = channel;
        this.proxy = proxy;
        this.head = head;
        this.connection = connection;
        this.body = new RequestBody(channel.eventLoop(), channel::read);
        this.masked.addAll(head.route().secrets());
        this.answer = new AnswerStream(channel, masked);
        this.idleCheck = new Deadline(channel.eventLoop());
    }

    /**
     * @throws ProxyRefusal if it must not be sent on now
     */
    void start(HttpRequest request) throws ProxyRefusal {
        java.net.http.HttpRequest next = head.request(request, body);
        head.grant().begin(cut);
        head.grant().counter().sent();
        proxy.counter().sent();
        checkIdle();
        CompletableFuture<HttpResponse<Void>> sent;
        try {
            sent = proxy.client().sendAsync(next, this::onHead);
        } catch (RuntimeException e) {
            end(true);
            throw new ProxyRefusal(502, "The request cannot be sent on.");
        }
        upstream = sent;
        var unused =
                sent.whenComplete((response, failure) -> {
                    if (failure != null) {
                        channel.eventLoop().execute(() -> failed(failure));
                    }
                });
    }

    /** In a thread of the client's. */
    private HttpResponse.BodySubscriber<Void> onHead(HttpResponse.ResponseInfo info) {
        channel.eventLoop().execute(() -> sendHead(info));
        return new UpstreamAnswer(channel.eventLoop(), answer, this::answerEnds);
    }

    private void sendHead(HttpResponse.ResponseInfo info) {
        if (ended) {
            return;
        }
        try {
            answer.head(info);
        } catch (ProxyRefusal why) {
            refuse(why);
        }
    }

    private void answerEnds() {
        if (!ended) {
            // Before its end is seen: whoever has the answer can ask what it took.
            end(!body.isComplete());
            answer.end();
            connection.answered();
        }
    }

    /** A part of the request came. */
    void requestGoesOn(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        receivedNanos = System.nanoTime();
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
            channel.close();
        }
    }

    private void cutOff() {
        channel.eventLoop().execute(() -> refuse(ProxyRefusal.dead()));
    }

    private void failed(Throwable why) {
        if (!ended) {
            LOG.warn(
                    "{}: the model's endpoint {} cannot be asked: {}",
                    head.grant().owner(),
                    head.route(),
                    masked.mask(String.valueOf(why)));
            refuse(ProxyRefusal.failed(why));
        }
    }

    /** Says why, or breaks off where an answer is being written already. */
    private void refuse(ProxyRefusal why) {
        if (ended) {
            return;
        }
        end(true);
        if (answer.hasBegun()) {
            channel.close();
        } else {
            connection.refuse(why);
        }
    }

    private void checkIdle() {
        Duration received = Duration.ofNanos(System.nanoTime() - receivedNanos);
        Duration idle = received.compareTo(answer.idle()) < 0 ? received : answer.idle();
        Duration left = proxy.limits().idle().minus(idle);
        if (left.isPositive()) {
            idleCheck.set(left, this::checkIdle);
        } else {
            refuse(new ProxyRefusal(504, "Nothing came from the model's endpoint for too long."));
        }
    }

    /**
     * @param early whether the endpoint is to stop
     */
    private void end(boolean early) {
        ended = true;
        head.grant().end(cut);
        idleCheck.cancel();
        body.fail(new IOException("the request is given up"));
        if (early) {
            answer.cancel();
            if (upstream != null) {
                upstream.cancel(true);
            }
        }
        answer.count(head.grant().counter(), proxy.counter());
    }
}
