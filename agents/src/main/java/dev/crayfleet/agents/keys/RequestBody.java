package dev.crayfleet.agents.keys;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as it comes, for the one who sends it on: no more is read than that one
 * asks for. All but what {@link Flow} calls happens in one thread, which the executor is.
 */
final class RequestBody implements Flow.Publisher<ByteBuffer> {
    private final Executor thread;
    private final Runnable readMore;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
    private long demand;
    private long received;
    private boolean complete;
    private boolean ended;

    /**
     * @param readMore reads from the connection once more
     */
    RequestBody(Executor thread, Runnable readMore) {
        this.thread = thread;
        this.readMore = readMore;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> next) {
        thread.execute(() -> {
            subscriber = next;
            next.onSubscribe(
                    new Flow.Subscription() {
                        @Override
                        public void request(long count) {
                            thread.execute(() -> {
                                demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
                                deliver();
                                if (wantsMore()) {
                                    readMore.run();
                                }
                            });
                        }

                        @Override
                        public void cancel() {
                            thread.execute(() -> end());
                        }
                    });
        });
    }

    /** Whether the connection is to be read. */
    boolean wantsMore() {
        return complete || ended || demand > 0 && waiting.isEmpty();
    }

    boolean isComplete() {
        return complete;
    }

    /**
     * @param last whether nothing follows
     * @return how many bytes came until now
     */
    long accept(ByteBuf content, boolean last) {
        received += content.readableBytes();
        if (!ended && content.isReadable()) {
            ByteBuffer copy = ByteBuffer.allocate(content.readableBytes());
            content.getBytes(content.readerIndex(), copy);
            waiting.add(copy.flip());
        }
        complete |= last;
        deliver();
        return received;
    }

    private void deliver() {
        Flow.Subscriber<? super ByteBuffer> to = subscriber;
        while (to != null && !ended && demand > 0 && !waiting.isEmpty()) {
            demand--;
            to.onNext(waiting.remove());
        }
        if (to != null && !ended && complete && waiting.isEmpty()) {
            ended = true;
            to.onComplete();
        }
    }

    /** What comes from now on is dropped. */
    void end() {
        ended = true;
        waiting.clear();
    }

    /** Tells the one who sends it on that the rest will not come. */
    void fail(Throwable why) {
        Flow.Subscriber<? super ByteBuffer> to = subscriber;
        if (to != null && !ended) {
            end();
            to.onError(why);
        }
        end();
    }
}
