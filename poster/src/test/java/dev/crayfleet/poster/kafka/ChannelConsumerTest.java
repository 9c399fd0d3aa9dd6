package dev.crayfleet.poster.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.discord.Backoff;
import dev.crayfleet.poster.discord.InDoubtWindow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelConsumerTest {
    private static final TopicPartition PLACE = new TopicPartition(Topics.RESULTS.topic(), 0);
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant RECORDED = NOW.minus(Duration.ofHours(1));
    private static final InDoubtWindow DOUBT = new InDoubtWindow(RECORDED, NOW);

    private final Broker broker = new Broker();

    /** What each new consumer is given. */
    private volatile long @Nullable [] again;

    private final Discord discord = new Discord();
    private final ChannelConsumer line =
            new ChannelConsumer(
                    new ChannelConsumer.Settings(
                            "results",
                            Topics.RESULTS,
                            Duration.ofMillis(1),
                            Duration.ofSeconds(1),
                            new Backoff(Duration.ofMillis(1), Duration.ofMillis(1))),
                    this::consumer,
                    discord,
                    Clock.fixed(NOW, ZoneOffset.UTC));

    /**
     * A record that was dealt with.
     *
     * @param committed the position that was committed before
     */
    private record Seen(long offset, InDoubtWindow doubt, long committed) {}

    private final class Discord implements RecordHandler {
        final List<Seen> seen = new CopyOnWriteArrayList<>();
        final List<String> aside = new CopyOnWriteArrayList<>();
        volatile CountDownLatch hangs = new CountDownLatch(0);
        volatile boolean ready = true;
        volatile boolean waits;
        volatile LongFunction<Dealt> comesOf = offset -> Dealt.DONE;

        @Override
        public Dealt deal(ConsumerRecord<byte[], byte[]> record, InDoubtWindow doubt)
                throws InterruptedException {
            seen.add(new Seen(record.offset(), doubt, broker.position));
            hangs.await();
            return comesOf.apply(record.offset());
        }

        @Override
        public Dealt setAside(
                ConsumerRecord<byte[], byte[]> record, String reason, InDoubtWindow doubt) {
            aside.add(record.offset() + " " + reason);
            return Dealt.DONE;
        }

        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public boolean waits() {
            return waits;
        }

        @Override
        public void stop() {}

        List<InDoubtWindow> doubts() {
            return seen.stream().map(Seen::doubt).toList();
        }
    }

    /** What a consumer commits. */
    private static OffsetAndMetadata at(long offset, String metadata) {
        return new OffsetAndMetadata(offset, metadata);
    }

    private static final class Broker extends MockConsumer<byte[], byte[]> {
        final AtomicInteger failing = new AtomicInteger();
        final List<OffsetAndMetadata> commits = new CopyOnWriteArrayList<>();
        volatile long position;
        volatile long broken = -1;
        volatile @Nullable Error error;

        Broker() {
            super("earliest");
            updateBeginningOffsets(Map.of(PLACE, 0L));
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            LockSupport.parkNanos(1_000_000);
            Error now = error;
            if (now != null) {
                throw now;
            }
            if (assignment().contains(PLACE)
                    && !paused().contains(PLACE)
                    && position(PLACE) == broken) {
                throw new KafkaException(
                        "Received exception when fetching the next record from "
                                + PLACE
                                + ". If needed, please seek past the record to go on.",
                        new KafkaException("it is invalid"));
            }
            return super.poll(timeout);
        }

        @Override
        public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            if (failing.get() > 0) {
                failing.decrementAndGet();
                throw new TimeoutException("the coordinator is away");
            }
            super.commitSync(offsets, timeout);
            commits.addAll(offsets.values());
            position = offsets.getOrDefault(PLACE, new OffsetAndMetadata(position)).offset();
        }

        /** The mock forgets it when it is subscribed again. */
        @Override
        public Map<TopicPartition, OffsetAndMetadata> committed(
                Set<TopicPartition> partitions, Duration timeout) {
            return commits.isEmpty() ? Map.of() : Map.of(PLACE, commits.getLast());
        }

        /** A rebalance that gives us the partition, with these records in it. */
        void give(long... offsets) {
            schedulePollTask(() -> {
                rebalance(List.of(PLACE));
                LongStream.of(offsets).forEach(offset -> addRecord(record(offset)));
            });
        }

        /** The next is the same one. */
        @Override
        public void close() {}

        void take() {
            schedulePollTask(() -> rebalance(List.of()));
        }
    }

    @AfterEach
    void stop() {
        line.close();
    }

    @Test
    void onlyTheFirstRecordOfAPartitionIsInDoubt() {
        broker.give(0, 1, 2);
        run(3);
        assertThat(discord.doubts()).containsExactly(DOUBT, InDoubtWindow.NONE, InDoubtWindow.NONE);
    }

    @Test
    void soIsTheFirstForWhichThereIsAnythingToDo() {
        discord.comesOf =
                offset -> offset == 0 ? RecordHandler.Dealt.NOTHING : RecordHandler.Dealt.DONE;
        broker.give(0, 1, 2);
        run(3);
        assertThat(discord.doubts()).containsExactly(DOUBT, DOUBT, InDoubtWindow.NONE);
    }

    @Test
    void andTheNextAfterOneThatHadBeenPosted() {
        discord.comesOf =
                offset -> offset == 0 ? RecordHandler.Dealt.FOUND : RecordHandler.Dealt.DONE;
        broker.give(0, 1, 2);
        run(3);
        assertThat(discord.doubts()).containsExactly(DOUBT, DOUBT, InDoubtWindow.NONE);
    }

    @Test
    void andTheFirstAfterThePartitionWasAnothersForATime() {
        broker.give(0, 1);
        run(2);
        broker.take();
        broker.give(2, 3);
        await(4);
        assertThat(discord.doubts())
                .containsExactly(DOUBT, InDoubtWindow.NONE, DOUBT, InDoubtWindow.NONE);
    }

    @Test
    void theFirstRecordsAreCommittedAsBegunBeforeTheyAre() {
        broker.give(0, 1);
        run(2);
        broker.schedulePollTask(() -> broker.addRecord(record(2)));
        await(3);
        assertThat(broker.commits)
                .containsExactly(
                        at(0, "begun=1"), at(1, ""), at(1, "begun=1"), at(2, ""), at(3, ""));
    }

    @Test
    void whatWasBegunThreeTimesIsSetAside() {
        broker.commitSync(Map.of(PLACE, at(0, "begun=3")), Duration.ZERO);
        broker.give(0, 1);
        line.start();
        Awaitility.await().until(() -> broker.position == 2);
        assertThat(discord.aside).singleElement().asString().startsWith("0 whoever began it ended");
        assertThat(discord.seen).extracting(Seen::offset).containsExactly(1L);
    }

    @Test
    void whatWasBegunTwiceIsTriedOnceMore() {
        broker.commitSync(Map.of(PLACE, at(0, "begun=2")), Duration.ZERO);
        broker.give(0);
        run(1);
        assertThat(broker.commits).contains(at(0, "begun=3")).endsWith(at(1, ""));
        assertThat(discord.aside).isEmpty();
    }

    @Test
    void noRecordRunsOutOfMemoryForEver() {
        again = new long[] {0, 1};
        discord.comesOf =
                offset -> {
                    if (offset == 0) {
                        throw new OutOfMemoryError("made up");
                    }
                    return RecordHandler.Dealt.DONE;
                };
        line.start();
        Awaitility.await().until(() -> broker.position == 2);
        assertThat(discord.seen).extracting(Seen::offset).containsExactly(0L, 0L, 0L, 1L);
        assertThat(discord.aside).hasSize(1);
    }

    @Test
    void toWaitForDiscordIsNotToBegin() {
        discord.ready = false;
        CountDownLatch polled = new CountDownLatch(2);
        broker.give(0);
        broker.schedulePollTask(() -> {});
        broker.schedulePollTask(polled::countDown);
        broker.schedulePollTask(polled::countDown);
        line.start();
        assertThat(opened(polled)).isTrue();
        assertThat(broker.commits).isEmpty();
        assertThat(discord.seen).isEmpty();
        discord.ready = true;
        await(1);
    }

    @Test
    void whatWaitsInBetweenIsUnharmed() {
        discord.hangs = new CountDownLatch(1);
        discord.waits = true;
        broker.give(0);
        line.start();
        Awaitility.await().until(() -> broker.commits.size() == 2);
        assertThat(broker.commits).containsExactly(at(0, "begun=1"), at(0, ""));
        discord.hangs.countDown();
        await(1);
    }

    @Test
    void aStopInOrderCountsNothing() {
        discord.hangs = new CountDownLatch(1);
        broker.give(0);
        line.start();
        Awaitility.await().until(() -> discord.seen.size() == 1);
        line.close();
        assertThat(broker.commits).containsExactly(at(0, "begun=1"), at(0, ""));
    }

    @Test
    void aRecordThatNobodyCanReadIsGivenUpAfterSomeTries() {
        broker.broken = 0;
        broker.give();
        broker.schedulePollTask(() -> broker.addRecord(record(1)));
        line.start();
        Awaitility.await().until(() -> broker.position == 2);
        assertThat(discord.aside)
                .singleElement()
                .asString()
                .startsWith("0 its bytes cannot be read from Kafka")
                .contains("it is invalid");
        assertThat(discord.seen).extracting(Seen::offset).containsExactly(1L);
    }

    @Test
    void noRecordIsGivenUpForWantOfALibrary() {
        broker.error =
                new NoClassDefFoundError("Could not initialize class org.xerial.snappy.Snappy");
        broker.give(0);
        line.start();
        Awaitility.await().until(() -> line.trouble().isPresent());
        broker.error = null;
        await(1);
        assertThat(discord.aside).isEmpty();
        assertThat(line.trouble()).isEmpty();
    }

    @Test
    void noErrorEndsIt() {
        broker.error = new StackOverflowError();
        broker.give(0);
        line.start();
        Awaitility.await().until(() -> line.trouble().isPresent());
        assertThat(line.trouble().orElseThrow()).contains("results cannot read from Kafka");
        broker.error = null;
        await(1);
        assertThat(line.trouble()).isEmpty();
    }

    @Test
    void nothingIsPostedBeforeTheLastPostIsCommitted() {
        broker.failing.set(3);
        broker.give(0, 1, 2);
        run(3);
        assertThat(discord.seen.stream().map(Seen::committed)).containsExactly(0L, 1L, 2L);
    }

    @Test
    void anAnswerThatComesWhenThePartitionIsGoneDoesNotCount() {
        CountDownLatch gone = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        discord.comesOf =
                offset -> {
                    if (offset == 1 && gone.getCount() > 0) {
                        assertThat(opened(gone)).isTrue();
                        answered.countDown();
                    }
                    return RecordHandler.Dealt.DONE;
                };
        broker.give(0, 1);
        line.start();
        Awaitility.await().until(() -> discord.seen.size() == 2);
        broker.schedulePollTask(() -> {
            gone.countDown();
            assertThat(opened(answered)).isTrue();
            broker.rebalance(List.of());
            broker.rebalance(List.of(PLACE));
            broker.addRecord(record(1));
        });
        Awaitility.await().until(() -> discord.seen.size() == 3 && broker.position == 2);
        assertThat(discord.seen.getLast()).isEqualTo(new Seen(1, DOUBT, 1));
    }

    private Consumer<byte[], byte[]> consumer() {
        long[] offsets = again;
        if (offsets != null) {
            broker.take();
            broker.give(offsets);
        }
        return broker;
    }

    private static boolean opened(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void run(int records) {
        line.start();
        await(records);
    }

    private void await(int records) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> discord.seen.size() == records && broker.position == records);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
        return new ConsumerRecord<>(
                PLACE.topic(),
                PLACE.partition(),
                offset,
                RECORDED.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
    }
}
