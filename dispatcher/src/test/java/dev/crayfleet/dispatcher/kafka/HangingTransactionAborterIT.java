package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HangingTransactionAborterIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Test
    void endsTransactionsOfDeadDispatchersAndNoOthers(@TempDir Path folder) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
            KafkaSettings settings = KafkaSettings.of(kafka.bootstrap());
            TopicSetup.ensure(settings, "test", Duration.ofSeconds(30));
            try (KafkaProducer<String, byte[]> dead = opened(settings, "crayfleet-dispatcher-1-1");
                    KafkaProducer<String, byte[]> foreign = opened(settings, "somebody-else");
                    Admin admin = Admin.create(settings.admin("test"));
                    HangingTransactionAborter aborter =
                            new HangingTransactionAborter(
                                    settings,
                                    StreamsFactory.APPLICATION_ID,
                                    id -> false,
                                    TIMEOUT,
                                    Duration.ZERO,
                                    InstantSource.system())) {
                assertThat(ongoing(admin))
                        .containsExactlyInAnyOrder("crayfleet-dispatcher-1-1", "somebody-else");
                aborter.endOverdue();
                assertThat(ongoing(admin)).as("its time is not over yet").hasSize(2);
                await().atMost(Duration.ofSeconds(90))
                        .untilAsserted(() -> {
                            aborter.endOverdue();
                            aborter.endHanging();
                            assertThat(ongoing(admin)).doesNotContain("crayfleet-dispatcher-1-1");
                        });
                assertThat(ongoing(admin)).containsExactly("somebody-else");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TransactionState.class)
    void onlyATransactionThatItsCoordinatorHasEndedHangs(TransactionState state) {
        boolean ended =
                state == TransactionState.EMPTY
                        || state == TransactionState.COMPLETE_ABORT
                        || state == TransactionState.COMPLETE_COMMIT;
        assertThat(HangingTransactionAborter.isHanging(open(7), coordinator(state, 7)))
                .isEqualTo(ended);
    }

    @Test
    void aTransactionOfAnEarlierEpochHangs() {
        assertThat(
                        HangingTransactionAborter.isHanging(
                                open(7), coordinator(TransactionState.ONGOING, 8)))
                .isTrue();
        assertThat(HangingTransactionAborter.isHanging(open(7), null)).as("not ours").isFalse();
    }

    @Test
    void ageIsMeasuredByOurClockNotByRecordTimes() {
        OpenTransactionTracker tracker = new OpenTransactionTracker();
        Instant now = Instant.parse("2026-11-21T12:00:00Z");
        Duration after = Duration.ofSeconds(15);
        // Records of the year 1970, from a producer that ends one transaction after the other.
        assertThat(tracker.openFor(open(1, 100), after, now)).isEmpty();
        assertThat(tracker.openFor(open(2, 200), after, now.plusSeconds(20))).isEmpty();
        assertThat(tracker.openFor(open(2, 200), after, now.plusSeconds(34))).isEmpty();
        assertThat(tracker.openFor(open(2, 200), after, now.plusSeconds(35)))
                .isEqualTo(open(2, 200));
        assertThat(tracker.openFor(Set.of(), after, now.plusSeconds(36))).isEmpty();
        assertThat(tracker.openFor(open(2, 200), after, now.plusSeconds(37))).isEmpty();
    }

    private static OpenTransaction open(int epoch) {
        return open(epoch, 14_408).iterator().next();
    }

    private static Set<OpenTransaction> open(int epoch, long start) {
        return OpenTransaction.in(
                new TopicPartition(Topics.CLAIMS.topic(), 3),
                List.of(
                        new ProducerState(
                                5, epoch, 0, 0, OptionalInt.of(0), OptionalLong.of(start)),
                        new ProducerState(6, 1, 0, 0, OptionalInt.empty(), OptionalLong.empty())));
    }

    private static TransactionDescription coordinator(TransactionState state, int epoch) {
        return new TransactionDescription(
                1, state, 5, epoch, 5_000, OptionalLong.empty(), Set.of());
    }

    private static List<String> ongoing(Admin admin) throws Exception {
        return admin
                .listTransactions(
                        new ListTransactionsOptions()
                                .filterStates(Set.of(TransactionState.ONGOING)))
                .all()
                .get()
                .stream()
                .map(TransactionListing::transactionalId)
                .toList();
    }

    /** A transaction that its producer does not go on with. */
    private static KafkaProducer<String, byte[]> opened(KafkaSettings settings, String id) {
        Map<String, Object> producer = settings.producer(id, 10_000);
        producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        producer.put(
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                // The broker itself would end the foreign one only after this.
                id.equals("somebody-else") ? 60_000 : (int) TIMEOUT.toMillis());
        KafkaProducer<String, byte[]> opened =
                new KafkaProducer<>(producer, new StringSerializer(), new ByteArraySerializer());
        opened.initTransactions();
        opened.beginTransaction();
        opened.send(new ProducerRecord<>(Topics.CLAIMS.topic(), "runner", new byte[] {1}));
        opened.flush();
        return opened;
    }
}
