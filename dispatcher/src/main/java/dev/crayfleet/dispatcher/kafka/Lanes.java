package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.dispatcher.ledger.Queries;
import dev.crayfleet.stage.Stage;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Where others ask the lanes of this instance. A lane is asked between two of its records, by the
 * thread of who asks, with the lane's lock: always consistent, and an idle lane is not woken.
 */
@Singleton
@Requires(property = Stage.PROPERTY, value = "dispatcher")
public class Lanes {
    private final Map<Integer, Answering> lanes = new ConcurrentHashMap<>();

    /** One lane, as others ask it. */
    interface Answering {
        /**
         * @param timeout how long to wait for the lane
         * @return empty if it is busy for longer, or has been given up
         */
        <T> Optional<T> ask(Function<Queries, T> question, Duration timeout)
                throws InterruptedException;
    }

    /**
     * Asks every lane of this instance.
     *
     * @param timeout how long all of them together may take
     * @return what they answer, by their numbers. A lane that does not, because it is just being
     *     given up or has too much to do, is left out as are those that others have
     */
    public <T> SortedMap<Integer, T> ask(Function<Queries, T> question, Duration timeout)
            throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        SortedMap<Integer, T> answers = new TreeMap<>();
        for (Map.Entry<Integer, Answering> lane : lanes.entrySet()) {
            Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
            lane.getValue()
                    .ask(question, left)
                    .ifPresent(answer -> answers.put(lane.getKey(), answer));
        }
        return answers;
    }

    /** How many lanes this instance has. */
    public int count() {
        return lanes.size();
    }

    void open(int number, Answering lane) {
        lanes.put(number, lane);
    }

    void close(int number, Answering lane) {
        lanes.remove(number, lane);
    }
}
