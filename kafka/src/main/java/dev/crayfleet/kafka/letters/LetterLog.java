package dev.crayfleet.kafka.letters;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.OffsetRange;
import dev.crayfleet.kafka.OpenTransactionWait;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.TopicScan;
import dev.crayfleet.kafka.TopicScan.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The dead-letters topic as people read it. */
public final class LetterLog {
    /** The topic has one partition, and must have: a letter's number is its offset. */
    private static final int PARTITION = 0;

    private final KafkaSettings settings;
    private final String clientId;

    /**
     * @param clientId of its clients
     */
    public LetterLog(KafkaSettings settings, String clientId) {
        this.settings = settings;
        this.clientId = clientId;
    }

    /**
     * All letters that are meant, the oldest first.
     *
     * @param maxFound how many at most, not counting those that are done and not meant; about 1 KiB
     *     of memory each
     * @throws IllegalArgumentException with a sentence for people, if there are more
     * @throws KafkaRequestException if Kafka fails, or the deadline passes
     */
    public List<LetterSummary> search(
            LetterFilter filter, int maxFound, Deadline deadline, Progress progress)
            throws KafkaRequestException, InterruptedException {
        LetterSearch search = new LetterSearch(filter, maxFound);
        try (TopicScan letters = open(deadline)) {
            letters.read(
                    filter.since() == null ? letters.begin() : letters.from(filter.since()),
                    letters.end(),
                    search::record,
                    progress);
            for (OffsetRange range : OffsetRange.covering(search.postponed())) {
                letters.read(PARTITION, range, search::postponed);
            }
        }
        return search.found();
    }

    /**
     * A whole letter with what was done with it.
     *
     * @return empty if there is none of this number, or it is no longer kept
     * @throws KafkaRequestException if Kafka fails, or the deadline passes
     */
    public Optional<Letter> letter(long number, Deadline deadline)
            throws KafkaRequestException, InterruptedException {
        List<LetterSummary> found =
                search(LetterFilter.of(Set.of(number)), 1, deadline, Progress.NONE);
        return whole(found, deadline).stream().findFirst();
    }

    /** The whole letters of these summaries; those that have gone meanwhile are left out. */
    List<Letter> whole(List<LetterSummary> summaries, Deadline deadline)
            throws KafkaRequestException, InterruptedException {
        Map<Long, LetterSummary> wanted = new TreeMap<>();
        summaries.forEach(each -> wanted.put(each.number(), each));
        List<Letter> whole = new ArrayList<>();
        try (TopicScan letters = open(deadline)) {
            for (OffsetRange range : OffsetRange.covering(List.copyOf(wanted.keySet()))) {
                letters.read(
                        PARTITION,
                        range,
                        record -> {
                            LetterSummary summary = wanted.remove(record.offset());
                            if (summary != null) {
                                whole.add(Letter.of(summary, record));
                            }
                        });
            }
        }
        return whole;
    }

    /** Whether all that is written now can be seen, before the deadline. */
    boolean awaitDecided(Deadline deadline) throws KafkaRequestException, InterruptedException {
        return OpenTransactionWait.awaitDecided(settings, clientId, Topics.DEAD_LETTERS, deadline);
    }

    private TopicScan open(Deadline deadline) throws KafkaRequestException, InterruptedException {
        return TopicScan.open(settings, clientId, Topics.DEAD_LETTERS, Seen.COMMITTED, deadline);
    }
}
