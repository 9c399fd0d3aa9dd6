package dev.crayfleet.dispatcher.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** What a lane notes of its start, for each of its partitions; see {@link CrashLoopRule}. */
final class LaneStart implements AutoCloseable {
    /** What was handled longer ago than that has been committed. */
    private static final Duration COMMITTED = Duration.ofSeconds(10);

    static final String SET_ASIDE =
            "the dispatcher ended %d times in a row while it handled this record, and has set it aside; its log, or the system's, says of what it died"
                    .formatted(CrashLoopRule.MAX_STARTS);

    private final Map<TopicPartition, CrashLoopRule> rules = new HashMap<>();

    private final StartLog notes;
    private long notedNanos;

    LaneStart(StartLog notes) {
        this.notes = notes;
    }

    /** What to do with the next record; keeps a note first, where that is to be done. */
    CrashLoopRule.Verdict before(RecordMetadata at) {
        TopicPartition partition = new TopicPartition(at.topic(), at.partition());
        CrashLoopRule rule =
                rules.computeIfAbsent(partition, each -> new CrashLoopRule(notes.read(each)));
        CrashLoopRule.Verdict verdict = rule.next(at.offset());
        if (verdict == CrashLoopRule.Verdict.NOTE
                || verdict == CrashLoopRule.Verdict.NOTE_AND_COMMIT) {
            notes.write(partition, rule.note());
            notedNanos = System.nanoTime();
        }
        return verdict;
    }

    /** An orderly end is no record's fault. */
    @Override
    public void close() {
        if (System.nanoTime() - notedNanos < COMMITTED.toNanos()) {
            rules.forEach((partition, rule) ->
                    rule.noteAtTheEnd().ifPresent(note -> notes.write(partition, note)));
        }
        rules.clear();
    }
}
