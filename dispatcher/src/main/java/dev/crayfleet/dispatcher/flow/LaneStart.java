package dev.crayfleet.dispatcher.flow;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** What a lane notes of its start, for each of its partitions; see {@link CrashRule}. */
final class LaneStart implements AutoCloseable {
    /** What was handled longer ago than that has been committed. */
    private static final Duration COMMITTED = Duration.ofSeconds(10);

    static final String SET_ASIDE =
            "the dispatcher ended %d times in a row while it handled this record, and has set it aside; its log, or the system's, says of what it died"
                    .formatted(CrashRule.MAX_STARTS);

    private final Map<TopicPartition, CrashRule> rules = new HashMap<>();

    private final StartNotes notes;
    private long notedNanos;

    LaneStart(StartNotes notes) {
        this.notes = notes;
    }

    /** What to do with the next record; keeps a note first, where that is to be done. */
    CrashRule.Verdict before(RecordMetadata at) {
        TopicPartition partition = new TopicPartition(at.topic(), at.partition());
        CrashRule rule = rules.computeIfAbsent(partition, each -> new CrashRule(notes.read(each)));
        CrashRule.Verdict verdict = rule.next(at.offset());
        if (verdict == CrashRule.Verdict.NOTE || verdict == CrashRule.Verdict.NOTE_AND_COMMIT) {
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
