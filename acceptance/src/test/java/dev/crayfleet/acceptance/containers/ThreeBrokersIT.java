package dev.crayfleet.acceptance.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is promised of production: three brokers, of which any one may be lost at any time. */
@Tag("containers")
class ThreeBrokersIT {
    private static final Path LAUNCHER =
            Path.of(System.getProperty("crayfleet.root", ".."), "crayfleet").toAbsolutePath();

    private static final String TASKS_TOPIC = "crayfleet.tasks";
    private static final int MINUTES_AT_MOST = 10;

    @BeforeAll
    static void anEngineIsThere() {
        ContainerEngine.require();
    }

    @Test
    @Timeout(value = MINUTES_AT_MOST + 2, unit = TimeUnit.MINUTES)
    void everyPromiseIsKeptWhileALeaderIsKilledInAStorm(@TempDir Path folder) throws Exception {
        try (KafkaCluster kafka = KafkaCluster.start(3);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
            Storm storm = Storm.start(folder, kafka.bootstrap());
            try {
                storm.awaitFirstFault();
                int leader = leader(admin);
                kafka.kill(leader);
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(leader(admin)).isNotEqualTo(leader));
                kafka.startAgain(leader);
                await().atMost(Duration.ofSeconds(120))
                        .untilAsserted(() ->
                                assertThat(partition(admin).isr()).as("in sync again").hasSize(3));
                storm.keptEveryPromise();
            } finally {
                storm.close();
            }
            assertThat(partition(admin).replicas()).hasSize(3);
            assertThat(minInSync(admin)).isEqualTo("2");
        }
    }

    private static int leader(Admin admin) throws Exception {
        return partition(admin).leader().id();
    }

    private static TopicPartitionInfo partition(Admin admin) throws Exception {
        Map<String, TopicDescription> topics =
                admin.describeTopics(List.of(TASKS_TOPIC))
                        .allTopicNames()
                        .get(30, TimeUnit.SECONDS);
        return Objects.requireNonNull(topics.get(TASKS_TOPIC)).partitions().getFirst();
    }

    private static String minInSync(Admin admin) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, TASKS_TOPIC);
        Map<ConfigResource, Config> configs =
                admin.describeConfigs(List.of(topic)).all().get(30, TimeUnit.SECONDS);
        return Objects.requireNonNull(configs.get(topic)).get("min.insync.replicas").value();
    }

    /** A storm of every kind of fault but those of the broker, which this test brings about. */
    private record Storm(Process process, Path output, Path report) {
        static Storm start(Path folder, String bootstrap) throws Exception {
            Path output = folder.resolve("output");
            Path report = folder.resolve("report.json");
            Process process =
                    new ProcessBuilder(
                                    LAUNCHER.toString(),
                                    "storm",
                                    "--tasks",
                                    "1000",
                                    "--minutes",
                                    "1.5",
                                    "--seed",
                                    "5",
                                    "--kafka",
                                    bootstrap,
                                    "--replication",
                                    "3",
                                    "--json",
                                    report.toString())
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            return new Storm(process, output, report);
        }

        void awaitFirstFault() {
            await().atMost(Duration.ofMinutes(4))
                    .failFast(
                            () -> assertThat(process.isAlive()).as("it said:\n%s", said()).isTrue())
                    .until(() -> said().contains("faults 1"));
        }

        void keptEveryPromise() throws Exception {
            boolean ended = process.waitFor(MINUTES_AT_MOST, TimeUnit.MINUTES);
            assertThat(ended).as("it ends; it said:\n%s", said()).isTrue();
            assertThat(process.exitValue()).as("it said:\n%s", said()).isZero();
            JsonNode told = new ObjectMapper().readTree(report.toFile());
            assertThat(told.path("violations")).isEmpty();
        }

        private String said() {
            try {
                return Files.exists(output) ? Files.readString(output) : "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void close() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
