package dev.crayfleet.kafka.letters;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.kafka.Interrupts;
import dev.crayfleet.kafka.KafkaRefusal;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.Progress;
import dev.crayfleet.kafka.signing.SigningKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts dead letters back to their topics, and drops them. Either is noted behind them on their own
 * topic, which stays append only; the record that goes back and the note of it are one transaction,
 * so that a letter goes back once or not at all.
 *
 * <p>All who do this share one transactional id. Whoever comes later ends what an earlier one has
 * not committed, and only then looks which letters are open: two at the same time do not put one
 * back twice.
 */
public final class LetterWriter implements AutoCloseable {
    /** Where Kafka checks rights, who uses this needs Write on it. */
    public static final String TRANSACTIONAL_ID = "crayfleet-dead-letters";

    /** Letters of one transaction, all of which are in memory: each has at most 1 MiB. */
    private static final int BATCH = 50;

    /** Short, because readers of the topics wait for a transaction that is left open. */
    private static final int TRANSACTION_TIMEOUT_MS = 10_000;

    private static final int DELIVERY_TIMEOUT_MS = 8_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final LetterLog log;
    private final SigningKeys keys;
    private final boolean vouches;

    private LetterWriter(
            Producer<byte[], byte[]> producer, LetterLog log, SigningKeys keys, boolean vouches) {
        this.producer = producer;
        this.log = log;
        this.keys = keys;
        this.vouches = vouches;
    }

    /**
     * @param vouches whether tasks are signed anew: who puts them back says that they are genuine
     * @throws KafkaRequestException if Kafka does not answer
     */
    public static LetterWriter open(KafkaSettings settings, String clientId, boolean vouches)
            throws KafkaRequestException, InterruptedException {
        Map<String, Object> config =
                new HashMap<>(settings.producer(clientId, DELIVERY_TIMEOUT_MS));
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS);
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            return new LetterWriter(
                    producer,
                    new LetterLog(settings, clientId),
                    settings.signing().keys(),
                    vouches);
        } catch (InterruptException e) {
            producer.close(CLOSE_TIMEOUT);
            throw Interrupts.toInterruptedException(e);
        } catch (KafkaException e) {
            producer.close(CLOSE_TIMEOUT);
            throw new KafkaRequestException(
                    KafkaRefusal.orElse(
                            settings,
                            e,
                            "Kafka at %s does not let dead letters be put back or dropped"
                                    .formatted(settings.bootstrap())),
                    e);
        }
    }

    /**
     * What came of it.
     *
     * @param done numbers of the letters, with where their records lie now; that is empty if they
     *     were dropped
     * @param doneBefore letters that were replayed or dropped before, and so not now
     * @param refused numbers of letters that cannot be put back, with the reason
     */
    public record Outcome(
            Map<Long, String> done, List<LetterSummary> doneBefore, Map<Long, String> refused) {}

    /**
     * Puts letters back to their topics.
     *
     * @param numbers of those letters
     * @param edited instead of some of them
     * @param again whether also those go back that were replayed or dropped before
     * @param by who asks
     * @throws KafkaRequestException if Kafka fails; what is noted by then is done, and the rest not
     */
    public Outcome replay(
            Set<Long> numbers,
            Map<Long, byte[]> edited,
            boolean again,
            String by,
            Deadline deadline,
            Progress progress)
            throws KafkaRequestException, InterruptedException {
        List<LetterSummary> doneBefore = new ArrayList<>();
        List<LetterSummary> open = open(numbers, again, doneBefore, deadline);
        Map<Long, String> done = new HashMap<>();
        Map<Long, String> refused = new HashMap<>();
        for (int from = 0; from < open.size(); from += BATCH) {
            List<LetterSummary> batch = open.subList(from, Math.min(open.size(), from + BATCH));
            List<Letter> letters = new ArrayList<>();
            for (Letter each : log.whole(batch, deadline)) {
                byte[] value = edited.get(each.summary().number());
                Letter own = vouches ? each.signed(keys) : each;
                Letter letter = value == null ? own : each.edited(value).signed(keys);
                letter.objection()
                        .ifPresentOrElse(
                                why -> refused.put(letter.summary().number(), why),
                                () -> letters.add(letter));
            }
            done.putAll(inTransaction(() -> putBack(letters, by, deadline)));
            progress.at(from + batch.size(), open.size());
        }
        return new Outcome(done, doneBefore, refused);
    }

    /**
     * Notes that letters need no more attention.
     *
     * @throws KafkaRequestException if Kafka fails; what is noted by then is done, and the rest not
     */
    public Outcome drop(Set<Long> numbers, String by, Deadline deadline, Progress progress)
            throws KafkaRequestException, InterruptedException {
        List<LetterSummary> doneBefore = new ArrayList<>();
        List<LetterSummary> open = open(numbers, false, doneBefore, deadline);
        Map<Long, String> done = new HashMap<>();
        for (int from = 0; from < open.size(); from += BATCH) {
            List<LetterSummary> batch = open.subList(from, Math.min(open.size(), from + BATCH));
            done.putAll(inTransaction(() -> noteDropped(batch, by)));
            progress.at(from + batch.size(), open.size());
        }
        return new Outcome(done, doneBefore, Map.of());
    }

    private List<LetterSummary> open(
            Set<Long> numbers, boolean again, List<LetterSummary> doneBefore, Deadline deadline)
            throws KafkaRequestException, InterruptedException {
        if (numbers.isEmpty()) {
            return List.of();
        }
        if (!log.awaitDecided(deadline)) {
            throw new KafkaRequestException(
                    "an open transaction, as of a dispatcher that was killed, hides what is at the end of the dead letters. It ends within some seconds: ask again then",
                    null);
        }
        List<LetterSummary> open = new ArrayList<>();
        for (LetterSummary each :
                log.search(LetterFilter.of(numbers), numbers.size(), deadline, Progress.NONE)) {
            if (again || each.state() instanceof LetterState.Open) {
                open.add(each);
            } else {
                doneBefore.add(each);
            }
        }
        return open;
    }

    private interface Writing {
        Map<Long, String> write() throws ExecutionException, InterruptedException, TimeoutException;
    }

    private Map<Long, String> inTransaction(Writing writing)
            throws KafkaRequestException, InterruptedException {
        try {
            producer.beginTransaction();
            Map<Long, String> written = writing.write();
            producer.commitTransaction();
            return written;
        } catch (ProducerFencedException e) {
            throw new KafkaRequestException(
                    "somebody else replays or drops dead letters at this moment. List them, and do the rest again",
                    e);
        } catch (InterruptException e) {
            throw Interrupts.toInterruptedException(e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            abort();
            throw new KafkaRequestException(
                    "Kafka does not take what was to be written about dead letters. List them, and do the rest again",
                    e);
        }
    }

    private void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            // Then Kafka aborts it, after its time. A commit that was not answered may stand.
            return;
        }
    }

    private Map<Long, String> noteDropped(List<LetterSummary> letters, String by) {
        Map<Long, String> dropped = new HashMap<>();
        for (LetterSummary each : letters) {
            producer.send(LetterRecords.note(each.number(), "dropped", "", by));
            dropped.put(each.number(), "");
        }
        return dropped;
    }

    private Map<Long, String> putBack(List<Letter> letters, String by, Deadline deadline)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<Long, Future<RecordMetadata>> sent = new HashMap<>();
        for (Letter each : letters) {
            sent.put(each.summary().number(), producer.send(LetterRecords.original(each)));
        }
        Map<Long, String> places = new HashMap<>();
        for (Letter each : letters) {
            long number = each.summary().number();
            RecordMetadata at =
                    Objects.requireNonNull(sent.get(number))
                            .get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            String place = "%s-%d@%d".formatted(at.topic(), at.partition(), at.offset());
            producer.send(LetterRecords.note(number, "replayed", place, by));
            places.put(number, place);
        }
        return places;
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
