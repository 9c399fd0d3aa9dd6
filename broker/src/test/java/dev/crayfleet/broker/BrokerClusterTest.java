package dev.crayfleet.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerClusterTest {
    private static final int BROKERS = 3;

    @Test
    void takesRecordsWithoutTheBrokerThatLedThePartition(@TempDir Path data) throws Exception {
        List<EmbeddedKafka> brokers = start(data);
        String bootstrap =
                String.join(",", brokers.stream().map(EmbeddedKafka::bootstrap).toList());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
                KafkaProducer<String, String> producer = producer(bootstrap)) {
            admin.createTopics(
                            List.of(
                                    new NewTopic("replicated", 1, (short) BROKERS)
                                            .configs(Map.of("min.insync.replicas", "2"))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            assertThat(send(producer)).isZero();
            int leader = leader(admin);

            brokers.get(leader - 1).close();

            assertThat(send(producer)).isEqualTo(1);
            assertThat(leader(admin)).isNotEqualTo(leader);
        } finally {
            closeAll(brokers);
        }
    }

    private static List<EmbeddedKafka> start(Path data) throws Exception {
        List<Integer> clients = freePorts();
        List<Integer> controllers = freePorts();
        List<Callable<EmbeddedKafka>> starts =
                IntStream.rangeClosed(1, BROKERS)
                        .mapToObj(number -> new BrokerNode(number, clients, controllers))
                        .<Callable<EmbeddedKafka>>map(node ->
                                () ->
                                        EmbeddedKafka.start(
                                                data.resolve("node-" + node.number()), node))
                        .toList();
        List<EmbeddedKafka> brokers = new ArrayList<>();
        // At once: none serves before most are there.
        try (ExecutorService starters = Executors.newFixedThreadPool(BROKERS)) {
            for (Future<EmbeddedKafka> started : starters.invokeAll(starts)) {
                brokers.add(started.get());
            }
        }
        return brokers;
    }

    /**
     * At once: a broker asks the controllers before it ends, and waits five minutes if there are
     * too few of them by then. That may still happen to the last one; it ends when interrupted.
     */
    private static void closeAll(List<EmbeddedKafka> brokers) throws InterruptedException {
        try (ExecutorService closers = Executors.newFixedThreadPool(BROKERS)) {
            brokers.forEach(broker -> closers.execute(broker::close));
            closers.shutdown();
            if (!closers.awaitTermination(20, TimeUnit.SECONDS)) {
                closers.shutdownNow();
            }
        }
    }

    private static KafkaProducer<String, String> producer(String bootstrap) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all"),
                new StringSerializer(),
                new StringSerializer());
    }

    private static long send(KafkaProducer<String, String> producer) throws Exception {
        return producer.send(new ProducerRecord<>("replicated", "a record"))
                .get(60, TimeUnit.SECONDS)
                .offset();
    }

    private static int leader(Admin admin) throws Exception {
        Map<String, TopicDescription> topics =
                admin.describeTopics(List.of("replicated"))
                        .allTopicNames()
                        .get(30, TimeUnit.SECONDS);
        return Objects.requireNonNull(topics.get("replicated"))
                .partitions()
                .getFirst()
                .leader()
                .id();
    }

    private static List<Integer> freePorts() {
        return IntStream.generate(LoopbackPorts::findFree)
                .distinct()
                .limit(BROKERS)
                .boxed()
                .toList();
    }
}
