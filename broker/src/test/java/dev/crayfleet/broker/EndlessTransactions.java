package dev.crayfleet.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker as a process, and in it producers that commit until it is killed: {@code <folder>}. */
final class EndlessTransactions {
    static final String TOPIC = "busy";
    static final int PARTITIONS = 20;
    private static final int PRODUCERS = 4;
    private static final int TRANSACTION_TIMEOUT_MS = 3_000;

    /** Printed by each producer at each of its first commits. */
    static final String COMMITTED = "committed";

    private EndlessTransactions() {}

    public static void main(String[] args) throws Exception {
        Thread.ofPlatform().daemon().start(EndlessTransactions::endWithTheTest);
        String bootstrap = EmbeddedKafka.start(Path.of(args[0]), 0).bootstrap();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        for (int i = 0; i < PRODUCERS; i++) {
            Thread.ofPlatform().start(() -> commit(bootstrap));
        }
    }

    /** The input is a pipe from the test, and ends with it, also if that is killed. */
    private static void endWithTheTest() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            // As good as its end.
        }
        Runtime.getRuntime().halt(1);
    }

    private static void commit(String bootstrap) {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "transactional.id",
                        "busy-" + UUID.randomUUID(),
                        "transaction.timeout.ms",
                        TRANSACTION_TIMEOUT_MS,
                        "retry.backoff.ms",
                        1);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            for (int round = 0; round < Integer.MAX_VALUE; round++) {
                producer.beginTransaction();
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    var unused =
                            producer.send(
                                    new ProducerRecord<>(TOPIC, partition, null, new byte[10]));
                }
                producer.commitTransaction();
                if (round < 100) {
                    System.out.println(COMMITTED);
                }
            }
        }
    }
}
