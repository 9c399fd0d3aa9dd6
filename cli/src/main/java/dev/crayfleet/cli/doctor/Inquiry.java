package dev.crayfleet.cli.doctor;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.ReadableTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.LoggerFactory;

/**
 * Questions that are asked at the same time, so that one that gets no answer costs the others
 * nothing. Closing it interrupts those that are still asked.
 */
public final class Inquiry implements AutoCloseable {
    private final Duration timeout;
    private final Deadline deadline;

    // Not closed at the end: that waits for a question that cannot be interrupted.
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofPlatform().name("doctor-", 0).daemon().factory());

    /**
     * @param timeout of all questions together, from now on
     */
    public Inquiry(Duration timeout) {
        this.timeout = timeout;
        this.deadline = Deadline.after(timeout);
        // Several threads that are the first to log would have that told on the console.
        LoggerFactory.getILoggerFactory();
    }

    /** What came of a question. */
    public sealed interface Outcome<T> {
        /** It was answered. */
        record Answered<T>(T value) implements Outcome<T> {}

        /** Not within the time. */
        record Late<T>(Duration timeout) implements Outcome<T> {
            @Override
            public String why() {
                return "something there does not answer within " + ReadableTimes.duration(timeout);
            }
        }

        /**
         * It threw something.
         *
         * @param why in its own words, where it has some
         */
        record Failed<T>(String why) implements Outcome<T> {}

        /** Why there is no answer; empty where there is one. */
        default String why() {
            return "";
        }
    }

    /** One that was asked. */
    public final class Question<T> {
        private final Future<T> answer;

        private Question(Future<T> answer) {
            this.answer = answer;
        }

        /** Waits for the answer, until the time is over. */
        public Outcome<T> outcome() throws InterruptedException {
            try {
                return new Outcome.Answered<>(
                        answer.get(Math.max(1, deadline.remainingNanos()), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                return new Outcome.Late<>(timeout);
            } catch (ExecutionException e) {
                Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
                return new Outcome.Failed<>(
                        Objects.requireNonNullElse(cause.getMessage(), "it gave no reason"));
            }
        }
    }

    /** Asks from now on; whatever it throws, {@code Error}s included, is its outcome. */
    public <T> Question<T> ask(Callable<T> question) {
        return new Question<>(threads.submit(question));
    }

    /** Waits for all of them. */
    public static <T> List<Outcome<T>> outcomes(List<Inquiry.Question<T>> questions)
            throws InterruptedException {
        List<Outcome<T>> outcomes = new ArrayList<>();
        for (Question<T> each : questions) {
            outcomes.add(each.outcome());
        }
        return outcomes;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
