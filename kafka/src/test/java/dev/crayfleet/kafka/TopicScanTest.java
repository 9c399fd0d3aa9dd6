package dev.crayfleet.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.TopicScan.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicScanTest {
    private static final Instant AT = Instant.parse("2026-01-10T12:00:00Z");
    private static KafkaForTests kafka;

    @BeforeAll
    static void start() throws Exception {
        kafka = KafkaForTests.start();
        assertThatThrownBy(() -> open(Topics.TASKS, Deadline.after(Duration.ofSeconds(5))))
                .as("a Kafka without a fleet")
                .isInstanceOf(KafkaRequestException.class)
                .hasMessageContaining("has a fleet made its topics there?");
        kafka.withTopics();
    }

    @AfterAll
    static void stop() throws Exception {
        kafka.close();
    }

    @Test
    void rangesJoinWhatLiesTogetherAndStaySmall() {
        assertThat(OffsetRange.covering(List.of())).isEmpty();
        assertThat(OffsetRange.covering(List.of(5L))).containsExactly(new OffsetRange(5, 6));
        assertThat(OffsetRange.covering(List.of(5L, 900L, 9_000L)))
                .containsExactly(new OffsetRange(5, 901), new OffsetRange(9_000, 9_001));
        assertThat(OffsetRange.covering(LongStream.range(0, 450).boxed().toList()))
                .containsExactly(
                        new OffsetRange(0, 200),
                        new OffsetRange(200, 400),
                        new OffsetRange(400, 450));
    }

    /** As a follower would, who has no deadline, if Kafka went away. */
    @Test
    void aKafkaThatGivesNothingMoreIsNotAskedForEver() throws Exception {
        try (TopicScan scan =
                TopicScan.open(
                        kafka.settings(Topics.DEFAULT_LANES),
                        "test",
                        Topics.EVENTS,
                        Seen.COMMITTED,
                        new TopicScan.Limits(
                                Deadline.after(Duration.ofDays(1)), Duration.ofMillis(500)))) {
            Map<Integer, Long> beyond = new HashMap<>(scan.end());
            beyond.merge(0, 1L, Long::sum);
            assertThatThrownBy(() -> scan.read(scan.begin(), beyond, record -> {}, Progress.NONE))
                    .isInstanceOf(KafkaRequestException.class)
                    .hasMessageContaining("does not give what is on crayfleet.events now");
        }
    }

    @Test
    void aTopicIsReadFromATimeOnAndPartsOfItAgain() throws Exception {
        Deadline deadline = Deadline.after(KafkaForTests.TIMEOUT);
        try (Producer<String, byte[]> producer = kafka.producer()) {
            for (int i = 0; i < 100; i++) {
                producer.send(
                        new ProducerRecord<>(
                                Topics.TASKS.topic(),
                                i % 2,
                                AT.plusSeconds(i).toEpochMilli(),
                                "key",
                                new byte[] {(byte) i}));
            }
        }
        try (TopicScan scan = open(Topics.TASKS, deadline)) {
            assertThat(scan.partitionCount()).isEqualTo(Topics.DEFAULT_LANES);
            List<Integer> read = new ArrayList<>();
            List<Long> progress = new ArrayList<>();
            scan.read(
                    scan.from(AT.plusSeconds(90)),
                    scan.end(),
                    record -> read.add((int) record.value()[0]),
                    (done, total) -> progress.add(total - done));
            assertThat(read).containsExactlyInAnyOrder(90, 91, 92, 93, 94, 95, 96, 97, 98, 99);
            assertThat(progress).startsWith(10L).endsWith(0L);
            assertThat(scan.from(AT.plusSeconds(1_000))).isEqualTo(scan.end());
            // The same partition once more, which was read to its end.
            read.clear();
            scan.read(1, new OffsetRange(3, 5), record -> read.add((int) record.offset()));
            assertThat(read).contains(3, 4).doesNotContain(2);
            scan.read(Map.of(), Map.of(), record -> read.clear(), Progress.NONE);
            assertThat(read).isNotEmpty();
        }
    }

    @Test
    void anyTimeCanBeAskedFor() throws Exception {
        try (TopicScan scan = open(Topics.EVENTS, Deadline.after(KafkaForTests.TIMEOUT))) {
            for (Instant time : List.of(Instant.MIN, Instant.EPOCH.minusMillis(1), Instant.EPOCH)) {
                assertThat(scan.from(time, Duration.ofHours(1))).isEqualTo(scan.begin());
            }
            assertThat(scan.from(Instant.MAX)).isEqualTo(scan.end());
        }
    }

    /** Records that are deleted between two questions must not hide those behind them. */
    @Test
    void whereTheBeginningIsGoneTheRestIsRead() throws Exception {
        TopicPartition partition = new TopicPartition(Topics.DEAD_LETTERS.topic(), 0);
        try (Producer<String, byte[]> producer = kafka.producer();
                Admin admin = kafka.admin();
                TopicScan scan = open(Topics.DEAD_LETTERS, Deadline.after(KafkaForTests.TIMEOUT))) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>(partition.topic(), 0, "key", new byte[1])).get();
            }
            Map<Integer, Long> begin = scan.begin();
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(4))).all().get();
            List<Long> read = new ArrayList<>();
            scan.read(begin, scan.end(), record -> read.add(record.offset()), Progress.NONE);
            assertThat(read).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
        }
    }

    @Test
    void whatStandsBehindAnOpenTransactionIsNotDecided() throws Exception {
        Map<String, Object> config =
                new HashMap<>(kafka.settings(Topics.DEFAULT_LANES).producer("test", 60_000));
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "test");
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(Topics.CLAIMS.topic(), 0, "key", new byte[1])).get();
            assertThat(isDecided(Topics.CLAIMS, Duration.ofMillis(300))).isFalse();
            producer.commitTransaction();
            assertThat(isDecided(Topics.CLAIMS, KafkaForTests.TIMEOUT)).isTrue();
        }
    }

    private static boolean isDecided(Topics topic, Duration limit) throws Exception {
        return OpenTransactionWait.awaitDecided(
                kafka.settings(Topics.DEFAULT_LANES), "test", topic, Deadline.after(limit));
    }

    @Test
    void whatAVisitorThrowsComesThrough() throws Exception {
        try (Producer<String, byte[]> producer = kafka.producer()) {
            producer.send(new ProducerRecord<>(Topics.RESULTS.topic(), 0, "key", new byte[1]));
        }
        try (TopicScan scan = open(Topics.RESULTS, Deadline.after(KafkaForTests.TIMEOUT))) {
            assertThatThrownBy(() ->
                            scan.read(
                                    scan.begin(),
                                    scan.end(),
                                    record -> {
                                        throw new IllegalArgumentException("enough");
                                    },
                                    Progress.NONE))
                    .hasMessage("enough");
        }
    }

    @Test
    void aDeadlineThatPassesIsTold() throws Exception {
        long[] nanos = {0};
        Deadline deadline = Deadline.after(KafkaForTests.TIMEOUT, () -> nanos[0]);
        try (TopicScan scan = open(Topics.EVENTS, deadline)) {
            nanos[0] = KafkaForTests.TIMEOUT.toNanos();
            // So many records will never be there.
            assertThatThrownBy(() ->
                            scan.read(Map.of(0, 0L), Map.of(0, 7L), record -> {}, Progress.NONE))
                    .isInstanceOf(KafkaRequestException.class)
                    .hasMessageContaining("could not be read in time: 7 of 7 records are left");
        }
    }

    private static TopicScan open(Topics topic, Deadline deadline) throws Exception {
        return TopicScan.open(
                kafka.settings(Topics.DEFAULT_LANES), "test", topic, Seen.COMMITTED, deadline);
    }
}
