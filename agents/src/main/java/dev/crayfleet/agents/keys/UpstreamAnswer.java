package dev.crayfleet.agents.keys;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** Hands an answer over to the thread of its exchange, piece by piece as that takes them. */
final class UpstreamAnswer implements HttpResponse.BodySubscriber<Void> {
    private final Executor thread;
    private final ProxyExchange exchange;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    UpstreamAnswer(Executor thread, ProxyExchange exchange) {
        this.thread = thread;
        this.exchange = exchange;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        thread.execute(() -> exchange.answerBegins(subscription));
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        thread.execute(() -> exchange.answerGoesOn(pieces));
    }

    @Override
    public void onError(Throwable why) {
        end.completeExceptionally(why);
    }

    @Override
    public void onComplete() {
        thread.execute(() -> {
            exchange.answerEnds();
            end.complete(null);
        });
    }
}
