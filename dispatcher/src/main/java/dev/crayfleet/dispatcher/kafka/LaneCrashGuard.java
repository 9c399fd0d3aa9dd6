package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Applies {@link CrashLoopRule} to each of a lane's partitions. */
final class LaneCrashGuard implements AutoCloseable {
    /** What was handled longer ago than that has been committed. */
    private static final Duration MAX_UNCOMMITTED = Duration.ofSeconds(10);

    static final String REASON =
            "the dispatcher ended %d times in a row while it handled this record, and has set it aside; its log, or the system's, says of what it died"
                    .formatted(CrashLoopRule.MAX_STARTS);

    private final Map<TopicPartition, CrashLoopRule> rules = new HashMap<>();
    private final StartCounterStore log;
    private long loggedNanos;

    LaneCrashGuard(StartCounterStore log) {
        this.log = log;
    }

    /** What to do with the next record; logs the start first, where the rule demands it. */
    CrashLoopRule.Verdict beforeRecord(RecordMetadata metadata) {
        TopicPartition partition = new TopicPartition(metadata.topic(), metadata.partition());
        CrashLoopRule rule =
                rules.computeIfAbsent(partition, each -> new CrashLoopRule(log.read(each)));
        CrashLoopRule.Verdict verdict = rule.next(metadata.offset());
        if (verdict == CrashLoopRule.Verdict.LOG
                || verdict == CrashLoopRule.Verdict.LOG_AND_COMMIT) {
            log.write(partition, rule.start());
            loggedNanos = System.nanoTime();
        }
        return verdict;
    }

    /** No record is to blame for an orderly end. */
    @Override
    public void close() {
        if (System.nanoTime() - loggedNanos < MAX_UNCOMMITTED.toNanos()) {
            rules.forEach((partition, rule) ->
                    rule.startAfterOrderlyEnd().ifPresent(start -> log.write(partition, start)));
        }
        rules.clear();
    }
}
