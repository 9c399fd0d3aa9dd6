package dev.crayfleet.dispatcher.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.flow.KafkaSettings;
import dev.crayfleet.flow.TopicSetup;
import java.nio.file.Path;
import java.time.Duration;
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
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransactionWatchIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Test
    void endsWhatADeadDispatcherLeftOpenAndNothingOfOthers(@TempDir Path folder) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
            KafkaSettings settings = KafkaSettings.of(kafka.bootstrap());
            TopicSetup.ensure(settings, "test", Duration.ofSeconds(30));
            try (KafkaProducer<String, byte[]> dead = opened(settings, "crayfleet-dispatcher-1-1");
                    KafkaProducer<String, byte[]> foreign = opened(settings, "somebody-else");
                    Admin admin = Admin.create(settings.admin("test"));
                    TransactionWatch watch =
                            new TransactionWatch(
                                    settings,
                                    DispatcherStreams.APPLICATION,
                                    TIMEOUT,
                                    Duration.ZERO,
                                    InstantSource.system())) {
                assertThat(ongoing(admin))
                        .containsExactlyInAnyOrder("crayfleet-dispatcher-1-1", "somebody-else");
                watch.endOverdue();
                assertThat(ongoing(admin)).as("its time is not over yet").hasSize(2);
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> {
                            watch.endOverdue();
                            watch.endHanging();
                            assertThat(ongoing(admin)).doesNotContain("crayfleet-dispatcher-1-1");
                        });
                assertThat(ongoing(admin)).containsExactly("somebody-else");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TransactionState.class)
    void onlyWhatItsCoordinatorHasEndedHangs(TransactionState state) {
        boolean ended =
                state == TransactionState.EMPTY
                        || state == TransactionState.COMPLETE_ABORT
                        || state == TransactionState.COMPLETE_COMMIT;
        assertThat(TransactionWatch.isHanging(open(7), coordinator(state, 7))).isEqualTo(ended);
    }

    @Test
    void anOlderOneThanTheOneThatIsOpenHangs() {
        assertThat(TransactionWatch.isHanging(open(7), coordinator(TransactionState.ONGOING, 8)))
                .isTrue();
        assertThat(TransactionWatch.isHanging(open(7), null)).as("not ours").isFalse();
    }

    private static ProducerState open(int epoch) {
        return new ProducerState(5, epoch, 0, 0, OptionalInt.of(0), OptionalLong.of(14_408));
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
