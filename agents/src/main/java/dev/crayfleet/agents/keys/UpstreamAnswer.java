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
    private final AnswerStream answer;
    private final Runnable onEnd;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /**
     * @param thread of the exchange
     * @param onEnd run there when the answer is there as a whole
     */
    UpstreamAnswer(Executor thread, AnswerStream answer, Runnable onEnd) {
        this.thread = thread;
        this.answer = answer;
        this.onEnd = onEnd;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        thread.execute(() -> answer.source(subscription));
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
        thread.execute(() -> answer.body(pieces));
    }

    @Override
    public void onError(Throwable why) {
        end.completeExceptionally(why);
    }

    @Override
    public void onComplete() {
        thread.execute(() -> {
            onEnd.run();
            end.complete(null);
        });
    }
}
