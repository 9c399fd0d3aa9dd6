package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.dispatcher.RequiresDispatcher;
import dev.crayfleet.dispatcher.ledger.HoldsView.StopView;
import dev.crayfleet.dispatcher.ledger.Queries;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries about the lanes of this instance. A query runs on the caller's thread, under the
 * lane's lock, between two records of the lane. So its answer is consistent, and an idle lane is
 * not woken.
 */
@Singleton
@RequiresDispatcher
public class Lanes {
    private final Map<Integer, Queryable> lanes = new ConcurrentHashMap<>();
    private final Map<Integer, StopView> stops = new ConcurrentHashMap<>();

    /** One lane that can be asked. */
    interface Queryable {
        /**
         * @param timeout how long to wait for the lane
         * @return empty if it is busy for longer, or has been given up
         */
        <T> Optional<T> query(Function<Queries, T> query, Duration timeout)
                throws InterruptedException;
    }

    /**
     * Queries every lane of this instance.
     *
     * @param timeout how long all of them together may take
     * @return the answers by lane number, without lanes that are being given up or are too busy to
     *     answer in time
     */
    public <T> SortedMap<Integer, T> query(Function<Queries, T> query, Duration timeout)
            throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        SortedMap<Integer, T> answers = new TreeMap<>();
        for (Map.Entry<Integer, Queryable> lane : lanes.entrySet()) {
            lane.getValue()
                    .query(query, deadline.remaining())
                    .ifPresent(answer -> answers.put(lane.getKey(), answer));
        }
        return answers;
    }

    /** How many lanes this instance has. */
    public int count() {
        return lanes.size();
    }

    /** Which lanes of this instance are stopped, and by whom: a text for people. */
    Optional<String> stopped() {
        SortedMap<Integer, StopView> all = new TreeMap<>(stops);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "lanes %s, by %s"
                                .formatted(
                                        all.keySet(),
                                        all.values().stream()
                                                .map(StopView::byAndWhy)
                                                .distinct()
                                                .collect(Collectors.joining("; "))));
    }

    /**
     * @param stop absent where the lane is not stopped
     */
    void updateStop(int number, @Nullable StopView stop) {
        if (stop == null) {
            stops.remove(number);
        } else {
            stops.put(number, stop);
        }
    }

    void open(int number, Queryable lane) {
        lanes.put(number, lane);
    }

    void close(int number, Queryable lane) {
        lanes.remove(number, lane);
        stops.remove(number);
    }
}
