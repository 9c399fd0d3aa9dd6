package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/**
 * How long transactions have been open, by our own clock and from the first look that saw them. The
 * times that Kafka tells are those of records, and a record may bear the time of an older one: by
 * them a transaction that has just begun can look an hour old. For one thread.
 */
final class OpenTransactions {
    private Map<Open, Instant> firstSeen = Map.of();

    /**
     * One transaction in one partition. No other begins at the same offset.
     *
     * @param start offset of its first record there
     */
    record Open(
            TopicPartition partition,
            long producer,
            int producerEpoch,
            int coordinatorEpoch,
            long start) {}

    /** What a partition says of its producers; those without an open transaction left out. */
    static Set<Open> in(TopicPartition partition, Collection<ProducerState> producers) {
        return producers.stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .map(producer -> {
                    OptionalLong start = producer.currentTransactionStartOffset();
                    return new Open(
                            partition,
                            producer.producerId(),
                            producer.producerEpoch(),
                            producer.coordinatorEpoch().orElse(0),
                            start.orElse(-1));
                })
                .collect(Collectors.toSet());
    }

    /**
     * Takes note of a look.
     *
     * @param open all that it saw open
     * @return those that every look has seen for as long as that
     */
    Set<Open> seen(Collection<Open> open, Duration forLong, Instant now) {
        Map<Open, Instant> seen = new HashMap<>();
        open.forEach(each -> seen.put(each, firstSeen.getOrDefault(each, now)));
        firstSeen = seen;
        return seen.entrySet().stream()
                .filter(each -> !each.getValue().plus(forLong).isAfter(now))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
