package dev.crayfleet.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is killed while transactions are committed leaves none open for good. */
class KilledBrokerTest {
    /** The transactions' own timeout, and how often Kafka looks for those that have passed it. */
    private static final Duration UNTIL_ALL_ARE_ENDED = Duration.ofSeconds(30);

    @TempDir private Path folder;

    @Test
    void leavesNoTransactionOpen() throws Exception {
        Path data = folder.resolve("kafka");
        assertThat(EmbeddedKafka.wasKilled(data)).isFalse();
        for (int kill = 1; kill <= 2; kill++) {
            killWhileCommitting(data, 20 * kill);
            assertThat(EmbeddedKafka.wasKilled(data)).isTrue();
            try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0);
                    Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
                await().atMost(UNTIL_ALL_ARE_ENDED)
                        .untilAsserted(() -> assertThat(openTransactions(admin)).isZero());
            }
            assertThat(EmbeddedKafka.wasKilled(data)).isFalse();
        }
    }

    /** Its controller supports nothing yet when it is asked first. */
    @Test
    void startsWhereTheDeadOneHadWrittenNothing() throws Exception {
        Path data = folder.resolve("kafka");
        EmbeddedKafka.start(data, 0).close();
        try (Stream<Path> written = Files.walk(data)) {
            for (Path each : written.filter(Files::isRegularFile).toList()) {
                if (!each.endsWith("meta.properties")) {
                    Files.delete(each);
                }
            }
        }
        assertThat(EmbeddedKafka.wasKilled(data)).isTrue();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            assertThat(admin.describeCluster().nodes().get(20, TimeUnit.SECONDS)).hasSize(1);
        }
    }

    private void killWhileCommitting(Path data, int commits) throws Exception {
        File output = Files.createTempFile(folder, "broker", ".out").toFile();
        Process broker =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                EndlessTransactions.class.getName(),
                                data.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output)
                        .start();
        try {
            await().atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(5))
                    .failFast("it ended: see its output", () -> !broker.isAlive())
                    .until(() -> countCommits(output) >= commits);
        } finally {
            broker.destroyForcibly();
        }
        assertThat(broker.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private static long countCommits(File output) throws Exception {
        return Files.readAllLines(output.toPath()).stream()
                .filter(EndlessTransactions.COMMITTED::equals)
                .count();
    }

    private static long openTransactions(Admin admin) throws Exception {
        List<TopicPartition> partitions =
                IntStream.range(0, EndlessTransactions.PARTITIONS)
                        .mapToObj(i -> new TopicPartition(EndlessTransactions.TOPIC, i))
                        .toList();
        return admin.describeProducers(partitions).all().get(20, TimeUnit.SECONDS).values().stream()
                .map(PartitionProducerState::activeProducers)
                .flatMap(List::stream)
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .count();
    }
}
