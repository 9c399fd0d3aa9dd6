package dev.crayfleet.poster.kafka;

import dev.crayfleet.poster.discord.InDoubtWindow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one consumer of a line; of the line's thread. While a post takes its time, or Discord
 * is away for hours, the partitions are paused and polls go on, so that Kafka does not take them
 * away. A record's offset is committed after it was dealt with, never before, and nothing more is
 * posted until it is. So whoever takes a partition over can be in doubt about one post: that of the
 * first record for which there is anything to do. Only that one is looked for in the channel, and,
 * should it be there, the next: Kafka may have lost commits.
 *
 * <p>Whoever takes a partition over also does not know what ended its last owner. Until the first
 * records of it are dealt with, each is committed as begun before it is; see {@link CrashCounter}.
 */
final class ConsumerLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);

    /** A failure to read what is there shows itself within the first ones. */
    private static final int WELL_POLLS = 5;

    private final ChannelConsumer.Settings settings;
    private final Consumer<byte[], byte[]> consumer;
    private final RecordHandler dealing;
    private final UnreadableRecordFinder badReads;
    private final ChannelConsumer.Desk desk;
    private final Deque<ConsumerRecord<byte[], byte[]>> pending = new ArrayDeque<>();
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    private final TakeoverWindow takenOver = new TakeoverWindow();
    private @Nullable Work current;
    private boolean paused;
    private int wellPolls;

    ConsumerLoop(
            ChannelConsumer.Settings settings,
            Consumer<byte[], byte[]> consumer,
            RecordHandler dealing,
            UnreadableRecordFinder badReads,
            ChannelConsumer.Desk desk) {
        this.settings = settings;
        this.consumer = consumer;
        this.dealing = dealing;
        this.badReads = badReads;
        this.desk = desk;
    }

    /** Whether it works: there were records, or for some polls there were none. */
    boolean hasRead() {
        return wellPolls == WELL_POLLS;
    }

    /** Returns when the line is closed, and throws whatever else ends it. */
    void run() throws InterruptedException {
        consumer.subscribe(List.of(settings.topic().topic()), new Assignment());
        while (desk.isOpen()) {
            read();
            consumer.pause(consumer.assignment());
            paused = true;
            for (ConsumerRecord<byte[], byte[]> record = pending.poll();
                    record != null && desk.isOpen();
                    record = pending.poll()) {
                deal(new Work(record, null));
            }
            if (desk.isOpen()) {
                takenOver.polledAnew();
                commit();
                paused = false;
                consumer.resume(consumer.paused());
            }
        }
        commit();
    }

    private void read() throws InterruptedException {
        try {
            poll(settings.pollInterval());
            if (!pending.isEmpty()) {
                wellPolls = WELL_POLLS;
            } else if (!consumer.assignment().isEmpty() && wellPolls < WELL_POLLS) {
                wellPolls++;
            }
            if (hasRead()) {
                desk.reads();
            }
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            TopicPartition partition =
                    UnreadableRecordFinder.partition(e, consumer.assignment()).orElseThrow(() -> e);
            long offset = consumer.position(partition, settings.kafkaTimeout());
            if (!badReads.isEnough(partition, offset)) {
                throw e;
            }
            giveUp(partition, offset, e);
        }
    }

    /** Goes on behind a record that nobody can read. */
    private void giveUp(TopicPartition partition, long offset, KafkaException reason)
            throws InterruptedException {
        consumer.pause(consumer.assignment());
        paused = true;
        Throwable cause = reason.getCause() == null ? reason : reason.getCause();
        Work work =
                new Work(
                        new ConsumerRecord<>(
                                partition.topic(), partition.partition(), offset, null, null),
                        "its bytes cannot be read from Kafka: " + cause);
        deal(work);
        if (work.ended) {
            consumer.seek(partition, offset + 1);
        }
    }

    private void poll(Duration wait) {
        consumer.poll(wait).forEach(pending::add);
    }

    private void deal(Work work) throws InterruptedException {
        current = work;
        try {
            begin(work);
            if (work.lost || !desk.isOpen()) {
                work.unbegin(done);
                return;
            }
            InDoubtWindow doubt =
                    takenOver.doubt(work.partition, work.record.timestamp(), desk.now());
            String givenUp = work.givenUp;
            Future<RecordHandler.Dealt> answer =
                    desk.post(() ->
                            givenUp == null
                                    ? dealing.deal(work.record, doubt)
                                    : dealing.setAside(work.record, givenUp, doubt));
            work.answer = answer;
            end(work, answered(work, answer));
        } catch (CancellationException e) {
            LOG.info("{}: {} is another instance's now", settings.name(), work.partition);
        } catch (ExecutionException e) {
            if (!desk.isOpen() && e.getCause() instanceof InterruptedException) {
                // Stopped; it is dealt with after the next start.
                work.unbegin(done);
                return;
            }
            throw new IllegalStateException(work.partition + " could not be dealt with", e);
        } finally {
            work.cancel();
            current = null;
        }
    }

    /** Has it known that it is begun, where nobody knows yet what it does to who begins it. */
    private void begin(Work work) {
        if (work.givenUp != null || !takenOver.isFresh(work.partition)) {
            return;
        }
        // To wait for Discord is not to begin, and a poster may be ended often while it waits.
        while (!dealing.ready() && !work.lost && desk.isOpen()) {
            poll(settings.pollInterval());
        }
        if (work.lost || !desk.isOpen()) {
            return;
        }
        CrashCounter strikes = CrashCounter.of(work.record.offset(), committed(work.partition));
        if (strikes.out()) {
            work.givenUp =
                    "whoever began it ended without a word, %d times in a row"
                            .formatted(strikes.count());
        }
        work.strikes = strikes;
        done.put(work.partition, strikes.begun());
        settle();
    }

    /** What the last owner committed; what we have committed ourselves since counts nothing. */
    private @Nullable OffsetAndMetadata committed(TopicPartition partition) {
        return takenOver.begin(partition)
                ? consumer.committed(Set.of(partition), settings.kafkaTimeout()).get(partition)
                : null;
    }

    private void end(Work work, RecordHandler.Dealt dealt) {
        if (work.lost) {
            throw new CancellationException("answered too late");
        }
        boolean begun = work.strikes != null;
        work.strikes = null;
        done.put(work.partition, new OffsetAndMetadata(work.record.offset() + 1));
        if (dealt == RecordHandler.Dealt.DONE) {
            takenOver.goesOn(work.partition);
        }
        if (begun || dealt != RecordHandler.Dealt.NOTHING) {
            settle();
        }
        work.ended = !work.lost;
    }

    private RecordHandler.Dealt answered(Work work, Future<RecordHandler.Dealt> answer)
            throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return answer.get(settings.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillAtIt) {
                // Everything is paused: this only tells Kafka that we live.
                poll(Duration.ZERO);
                if (work.strikes != null && dealing.waits()) {
                    work.unbegin(done);
                    commit();
                }
            }
        }
    }

    /** Commits what was dealt with, however long it takes, unless it is another instance's now. */
    private void settle() {
        while (!commit() && desk.isOpen()) {
            // Everything is paused. A rebalance that keeps it from being committed ends in polls.
            poll(settings.pollInterval());
        }
    }

    /** Says whether all is committed. */
    private boolean commit() {
        if (done.isEmpty()) {
            return true;
        }
        try {
            consumer.commitSync(Map.copyOf(done), settings.kafkaTimeout());
            done.clear();
            return true;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // It is tried again. Should there be no time for that, nonce and look-back know.
            LOG.warn("{}: what was posted is not committed yet", settings.name(), e);
            return false;
        }
    }

    /** Called within polls, so by the line's thread. */
    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (paused) {
                consumer.pause(partitions);
            }
            takenOver.add(partitions, desk.now());
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            Work work = current;
            if (work != null && partitions.contains(work.partition)) {
                work.unbegin(done);
            }
            commit();
            forget(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            forget(partitions);
        }

        private void forget(Collection<TopicPartition> partitions) {
            pending.removeIf(record ->
                    partitions.contains(new TopicPartition(record.topic(), record.partition())));
            partitions.forEach(done::remove);
            takenOver.forget(partitions);
            Work work = current;
            if (work != null && partitions.contains(work.partition)) {
                work.lose();
            }
        }
    }
}
