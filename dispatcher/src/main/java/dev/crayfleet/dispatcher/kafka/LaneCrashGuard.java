package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Applies {@link CrashLoopRule} to each of a lane's partitions. */
final class LaneCrashGuard implements AutoCloseable {
    /** A record that was handled longer ago than this has been committed. */
    private static final Duration MAX_UNCOMMITTED = Duration.ofSeconds(10);

    static final String REASON =
            "the dispatcher ended %d times in a row while it handled this record, and has set it aside; its log, or the system's, says of what it died"
                    .formatted(CrashLoopRule.MAX_STARTS);

    private final Map<TopicPartition, CrashLoopRule> rules = new HashMap<>();
    private final StartCounterStore startCounters;
    private long storedNanos;

    LaneCrashGuard(StartCounterStore startCounters) {
        this.startCounters = startCounters;
    }

    /** What to do with the next record. Stores the start counter first if the rule demands it. */
    CrashLoopRule.Verdict beforeRecord(RecordMetadata metadata) {
        TopicPartition partition = new TopicPartition(metadata.topic(), metadata.partition());
        CrashLoopRule rule =
                rules.computeIfAbsent(
                        partition, each -> new CrashLoopRule(startCounters.read(each)));
        CrashLoopRule.Verdict verdict = rule.next(metadata.offset());
        if (verdict == CrashLoopRule.Verdict.COUNT_START
                || verdict == CrashLoopRule.Verdict.COUNT_START_AND_COMMIT) {
            startCounters.write(partition, rule.start());
            storedNanos = System.nanoTime();
        }
        return verdict;
    }

    /** Stores that this was an orderly end and not a crash. */
    @Override
    public void close() {
        if (System.nanoTime() - storedNanos < MAX_UNCOMMITTED.toNanos()) {
            rules.forEach((partition, rule) ->
                    rule.startAfterOrderlyEnd()
                            .ifPresent(start -> startCounters.write(partition, start)));
        }
        rules.clear();
    }
}
