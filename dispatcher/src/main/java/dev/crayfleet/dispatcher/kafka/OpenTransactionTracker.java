package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Measures how long transactions have been open, by our own clock, from the first check that saw
 * them. The times that Kafka reports are those of records, which may be copied from older records,
 * so that a new transaction could look an hour old. For one thread.
 */
final class OpenTransactionTracker {
    private Map<OpenTransaction, Instant> firstSeen = Map.of();

    /**
     * Records a check.
     *
     * @param open all that it saw open
     * @return those that every check has seen open for at least {@code age}
     */
    Set<OpenTransaction> openFor(Collection<OpenTransaction> open, Duration age, Instant now) {
        Map<OpenTransaction, Instant> seen = new HashMap<>();
        open.forEach(each -> seen.put(each, firstSeen.getOrDefault(each, now)));
        firstSeen = seen;
        return seen.entrySet().stream()
                .filter(each -> !each.getValue().plus(age).isAfter(now))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
