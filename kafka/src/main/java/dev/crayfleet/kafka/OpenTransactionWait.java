package dev.crayfleet.kafka;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.TopicScan.Seen;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Waits until records that stand behind an open transaction can be seen: they are not among those
 * that {@link Seen#COMMITTED} shows.
 */
public final class OpenTransactionWait {
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(50);

    private OpenTransactionWait() {}

    /**
     * Waits until all that is written by now is committed or aborted.
     *
     * @return false if some is not when the deadline passes
     * @throws KafkaRequestException if Kafka does not answer, or has no such topic
     */
    public static boolean awaitDecided(
            KafkaSettings settings, String clientId, Topics topic, Deadline deadline)
            throws KafkaRequestException, InterruptedException {
        Map<Integer, Long> written;
        try (TopicScan all = TopicScan.open(settings, clientId, topic, Seen.WRITTEN, deadline)) {
            written = all.end();
        }
        try (TopicScan decided =
                TopicScan.open(settings, clientId, topic, Seen.COMMITTED, deadline)) {
            while (!isAtLeast(decided.end(), written)) {
                if (deadline.hasPassed()) {
                    return false;
                }
                TimeUnit.NANOSECONDS.sleep(deadline.remaining(CHECK_INTERVAL).toNanos());
            }
            return true;
        }
    }

    private static boolean isAtLeast(Map<Integer, Long> offsets, Map<Integer, Long> others) {
        return others.entrySet().stream()
                .allMatch(each -> offsets.getOrDefault(each.getKey(), 0L) >= each.getValue());
    }
}
