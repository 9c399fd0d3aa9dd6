package dev.crayfleet.dispatcher.flow;

import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where others ask the lanes of this instance. A question is answered by the lane's own thread,
 * between two records: always consistent, and without a lock in the lane's way.
 */
@Singleton
@Requires(property = Stage.PROPERTY, value = "dispatcher")
public class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    private static final int QUESTIONS = 64;

    private final Map<Integer, Desk> desks = new ConcurrentHashMap<>();

    /** A lane does not answer just now. */
    static final class BusyException extends Exception {
        private static final long serialVersionUID = 1L;

        BusyException(String message) {
            super(message);
        }
    }

    /**
     * Asks every lane of this instance.
     *
     * @param patience how long all of them together may take
     * @return what they answer, by their numbers. A lane that does not, because it is just being
     *     given up or has too much to do, is left out as are those that others have
     */
    public <T> SortedMap<Integer, T> ask(Function<Queries, T> question, Duration patience)
            throws InterruptedException {
        Map<Integer, CompletableFuture<T>> asked = new HashMap<>();
        desks.forEach((lane, desk) -> asked.put(lane, desk.ask(question)));
        long end = System.nanoTime() + patience.toNanos();
        SortedMap<Integer, T> answers = new TreeMap<>();
        for (Map.Entry<Integer, CompletableFuture<T>> each : asked.entrySet()) {
            try {
                answers.put(
                        each.getKey(),
                        each.getValue()
                                .get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (TimeoutException late) {
                LOG.debug("lane {} did not answer within {}", each.getKey(), patience, late);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException bug) {
                    throw bug;
                }
                LOG.debug("lane {} does not answer", each.getKey(), e);
            }
        }
        return answers;
    }

    /** How many lanes this instance has. */
    public int count() {
        return desks.size();
    }

    Desk open(int lane) {
        Desk desk = new Desk();
        desks.put(lane, desk);
        return desk;
    }

    void close(int lane, Desk desk) {
        desks.remove(lane, desk);
        desk.close();
    }

    private static <T> void answer(
            Queries queries, Function<Queries, T> question, CompletableFuture<T> answer) {
        try {
            answer.complete(question.apply(queries));
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /** Questions to one lane. */
    static final class Desk {
        private final ArrayBlockingQueue<Question<?>> questions =
                new ArrayBlockingQueue<>(QUESTIONS);
        private volatile boolean closed;

        private record Question<T>(Function<Queries, T> question, CompletableFuture<T> answer) {
            void answerBy(Queries queries) {
                Lanes.answer(queries, question, answer);
            }
        }

        <T> CompletableFuture<T> ask(Function<Queries, T> question) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            if (!questions.offer(new Question<>(question, answer))) {
                answer.completeExceptionally(
                        new BusyException("too many questions wait for a lane"));
            }
            if (closed) {
                close();
            }
            return answer;
        }

        /** Answers what waits; on the lane's thread. */
        void serve(Queries queries) {
            for (Question<?> next = questions.poll(); next != null; next = questions.poll()) {
                next.answerBy(queries);
            }
        }

        boolean isEmpty() {
            return questions.isEmpty();
        }

        private void close() {
            closed = true;
            for (Question<?> left = questions.poll(); left != null; left = questions.poll()) {
                left.answer()
                        .completeExceptionally(new BusyException("a lane has just been given up"));
            }
        }
    }
}
