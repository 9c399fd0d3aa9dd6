package dev.crayfleet.cli.doctor.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import dev.crayfleet.runner.RunnerDoctor.Finding;
import dev.crayfleet.runner.RunnerDoctor.Severity;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in a real broker, each fault made there first. */
class KafkaCheckIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    @TempDir static Path folder;
    private static EmbeddedKafka kafka;
    private static KafkaSettings settings;
    private static Admin admin;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(folder, 0);
        settings = KafkaSettings.of(kafka.bootstrap());
        TopicSetup.ensure(settings, "test", TIMEOUT);
        admin = Admin.create(settings.admin("test"));
    }

    @AfterAll
    static void stop() {
        admin.close();
        kafka.close();
    }

    private static List<Finding> find(KafkaSettings asked) throws Exception {
        return new KafkaCheck(() -> asked, Clock.systemUTC()).findings();
    }

    private static void assertFound(List<Finding> found, Severity severity, String words) {
        assertThat(found)
                .anyMatch(each -> each.severity() == severity && each.sentence().contains(words));
    }

    @Test
    void aBrokerThatIsWellAndThatNobodyReads() throws Exception {
        List<Finding> found = find(settings);
        assertThat(found).noneMatch(each -> each.severity() == Severity.ERROR);
        assertFound(found, Severity.OK, kafka.bootstrap() + " answers: 1 broker");
        assertFound(found, Severity.OK, "topics are there, with 12 lanes");
        assertFound(found, Severity.WARNING, "No dispatcher is alive");
        assertFound(found, Severity.WARNING, "No poster is alive");
    }

    @Test
    void noBrokerThere() throws Exception {
        List<Finding> found = find(KafkaSettings.of("127.0.0.1:1"));
        assertThat(found).hasSize(1);
        assertFound(found, Severity.ERROR, "Kafka at 127.0.0.1:1 does not answer");
    }

    @Test
    void noSuchHost() throws Exception {
        assertFound(
                find(KafkaSettings.of("nowhere.invalid:9092")),
                Severity.ERROR,
                "Kafka at nowhere.invalid:9092 refuses");
    }

    @Test
    void settingsThatMakeNoSense() throws Exception {
        assertFound(
                new KafkaCheck(() -> KafkaSettings.of("no-port"), Clock.systemUTC()).findings(),
                Severity.ERROR,
                "\"no-port\" is not understood");
    }

    @Test
    void anotherNumberOfLanes() throws Exception {
        assertFound(
                find(new KafkaSettings(kafka.bootstrap(), 7, (short) 1, Map.of())),
                Severity.ERROR,
                "Topic crayfleet.tasks has 12 partitions, and 7 are expected");
    }

    @Test
    void moreCopiesThanBrokers() throws Exception {
        List<Finding> found = find(new KafkaSettings(kafka.bootstrap(), 12, (short) 3, Map.of()));
        assertFound(found, Severity.ERROR, "CRAYFLEET_REPLICATION is 3, and there is one broker");
        assertFound(found, Severity.WARNING, "has 1 copy of each record");
    }

    @Test
    void topicsThatDropWhatIsNeeded() throws Exception {
        Map<String, String> wrong =
                Map.of(
                        "retention.ms", "3600000",
                        "retention.bytes", "1000000",
                        "max.message.bytes", "2000",
                        "cleanup.policy", "compact,delete");
        configure(OpType.SET, wrong);
        try {
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> {
                        List<Finding> found = find(settings);
                        assertFound(
                                found, Severity.WARNING, "crayfleet.events keeps records for 1 h");
                        assertFound(
                                found, Severity.WARNING, "crayfleet.events has a limit of bytes");
                        assertFound(
                                found,
                                Severity.ERROR,
                                "crayfleet.events takes records of 2,000 bytes");
                        assertFound(found, Severity.ERROR, "crayfleet.events is compacted");
                    });
        } finally {
            configure(OpType.DELETE, Map.of("retention.bytes", "", "cleanup.policy", ""));
            configure(
                    OpType.SET,
                    Map.of(
                            "retention.ms",
                            Long.toString(Topics.EVENTS.retention().toMillis()),
                            "max.message.bytes",
                            "1048576"));
        }
    }

    private static void configure(OpType operation, Map<String, String> values) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.EVENTS.topic());
        admin.incrementalAlterConfigs(
                        Map.of(
                                topic,
                                values.entrySet().stream()
                                        .map(each ->
                                                new AlterConfigOp(
                                                        new ConfigEntry(
                                                                each.getKey(), each.getValue()),
                                                        operation))
                                        .toList()))
                .all()
                .get();
    }

    @Test
    void aTopicThatWasDeleted() throws Exception {
        String topic = Topics.FILES.topic();
        admin.deleteTopics(List.of(topic)).all().get();
        try {
            await().atMost(TIMEOUT)
                    .untilAsserted(() ->
                            assertFound(
                                    find(settings),
                                    Severity.ERROR,
                                    "Topic crayfleet.files is missing"));
        } finally {
            await().atMost(TIMEOUT)
                    .ignoreExceptions()
                    .untilAsserted(() -> {
                        TopicSetup.ensure(settings, "test", TIMEOUT);
                        assertThat(admin.listTopics().names().get()).contains(topic);
                    });
        }
    }

    @Test
    void resultsThatNobodyPosts() throws Exception {
        try (Producer<String, byte[]> producer =
                KafkaClients.newProducer(settings, "test", TIMEOUT)) {
            producer.send(new ProducerRecord<>(Topics.RESULTS.topic(), 0, "a", new byte[] {1}))
                    .get();
        }
        assertFound(find(settings), Severity.WARNING, "1 records of crayfleet.results wait");
        Map<String, Object> config = new HashMap<>(settings.consumer("test"));
        config.put("group.id", "crayfleet-poster");
        try (KafkaConsumer<byte[], byte[]> poster =
                new KafkaConsumer<>(
                        config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            poster.subscribe(List.of(Topics.RESULTS.topic()));
            await().atMost(TIMEOUT)
                    .until(() -> {
                        poster.poll(Duration.ofMillis(100));
                        return !poster.assignment().isEmpty();
                    });
            assertFound(find(settings), Severity.OK, "A poster reads crayfleet.results");
        }
    }

    @Test
    void aTransactionThatStaysOpen() throws Exception {
        Map<String, Object> config = settings.admin("test");
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "crayfleet-dispatcher-made-up");
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(Topics.CLAIMS.topic(), 3, "a", new byte[] {1}))
                    .get();
            Instant later = Instant.now().plus(TransactionCheck.MAX_AGE).plusSeconds(30);
            List<Finding> found = new KafkaCheck(() -> settings, () -> later).findings();
            assertFound(found, Severity.ERROR, "on crayfleet.claims-3, since offset");
            assertThat(find(settings))
                    .noneMatch(each -> each.sentence().startsWith("A transaction has been open"));
            producer.abortTransaction();
            assertThat(new KafkaCheck(() -> settings, () -> later).findings())
                    .noneMatch(each -> each.sentence().startsWith("A transaction has been open"));
        }
    }
}
