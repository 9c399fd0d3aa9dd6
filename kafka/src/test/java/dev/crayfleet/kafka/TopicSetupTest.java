package dev.crayfleet.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.TopicSetup.KafkaUnavailableException;
import dev.crayfleet.kafka.TopicSetup.WrongPartitionsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TopicSetupTest {
    private static final List<String> NAMES =
            Arrays.stream(Topics.values()).map(Topics::topic).toList();

    /** All stages of a fleet start at the same moment on an empty Kafka. */
    @Test
    void manyStagesMayCreateTopicsAtOnce() throws Exception {
        try (KafkaForTests kafka = KafkaForTests.start();
                ExecutorService stages = Executors.newFixedThreadPool(6)) {
            CountDownLatch go = new CountDownLatch(1);
            List<Future<?>> starting = new ArrayList<>();
            for (int stage = 0; stage < 6; stage++) {
                String name = "stage-" + stage;
                starting.add(
                        stages.submit(() -> {
                            go.await();
                            TopicSetup.ensure(kafka.settings(5), name, KafkaForTests.TIMEOUT);
                            return name;
                        }));
            }
            go.countDown();
            for (Future<?> each : starting) {
                each.get(60, TimeUnit.SECONDS);
            }
            assertThat(partitions(kafka))
                    .containsOnly(
                            Map.entry("crayfleet.tasks", 5),
                            Map.entry("crayfleet.runs", 5),
                            Map.entry("crayfleet.claims", 12),
                            Map.entry("crayfleet.results", 12),
                            Map.entry("crayfleet.events", 12),
                            Map.entry("crayfleet.files", 12),
                            Map.entry("crayfleet.dead-letters", 1),
                            Map.entry("crayfleet.fleet", 1));
        }
    }

    @Test
    void refusesOtherLaneCountsAndSaysWhatToDo() throws Exception {
        try (KafkaForTests kafka = KafkaForTests.start().withTopics()) {
            assertThatThrownBy(() ->
                            TopicSetup.ensure(kafka.settings(4), "test", KafkaForTests.TIMEOUT))
                    .isInstanceOf(WrongPartitionsException.class)
                    .hasMessage(
                            "crayfleet.tasks has 12 partitions, not 4; crayfleet.runs has 12 partitions, not 4. Every stage must be configured with the same number of lanes as the topics have (crayfleet.lanes, CRAYFLEET_LANES); lanes cannot be changed while tasks are in flight.");
            assertThat(partitions(kafka)).containsEntry("crayfleet.tasks", 12);
            assertThat(retention(kafka, Topics.TASKS)).isEqualTo(Duration.ofDays(30));
            assertThat(retention(kafka, Topics.CLAIMS)).isEqualTo(Duration.ofHours(1));
            assertThat(config(kafka, Topics.CLAIMS, "cleanup.policy")).isEqualTo("delete");
            assertThat(config(kafka, Topics.FLEET, "cleanup.policy")).isEqualTo("compact");
            assertThat(config(kafka, Topics.FLEET, "delete.retention.ms"))
                    .isEqualTo(Long.toString(Duration.ofDays(30).toMillis()));
        }
    }

    @Test
    @Timeout(30)
    void failsWithinItsTimeoutWhenKafkaCannotBeReached() {
        assertThatThrownBy(() ->
                        TopicSetup.ensure(
                                KafkaSettings.of("127.0.0.1:1"), "test", Duration.ofSeconds(1)))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageStartingWith(
                        "Kafka at 127.0.0.1:1 cannot be reached or refuses to set up its topics: ")
                .hasMessageEndingWith(
                        "Check that the broker runs and that kafka.bootstrap.servers (KAFKA_BOOTSTRAP_SERVERS) is right.");
    }

    private static Map<String, Integer> partitions(KafkaForTests kafka) throws Exception {
        try (Admin admin = kafka.admin()) {
            Map<String, TopicDescription> descriptions =
                    admin.describeTopics(NAMES).allTopicNames().get(30, TimeUnit.SECONDS);
            return descriptions.entrySet().stream()
                    .collect(
                            Collectors.toMap(
                                    Map.Entry::getKey, e -> e.getValue().partitions().size()));
        }
    }

    private static Duration retention(KafkaForTests kafka, Topics topic) throws Exception {
        return Duration.ofMillis(Long.parseLong(config(kafka, topic, "retention.ms")));
    }

    private static String config(KafkaForTests kafka, Topics topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topic());
        try (Admin admin = kafka.admin()) {
            Config config =
                    admin.describeConfigs(List.of(resource))
                            .all()
                            .thenApply(all -> Objects.requireNonNull(all.get(resource)))
                            .get(30, TimeUnit.SECONDS);
            return config.get(name).value();
        }
    }
}
