package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.RecordPosition;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.FleetChanged;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fleet apply} and {@code fleet history} over a real broker. */
class FleetApplyIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LEAD = "roles: {lead: {members: [local], may: \"*\"}}";
    private static final String OPS = "roles: {lead: {members: [\"token:ops\"], may: \"*\"}}";

    @TempDir private Path folder;
    private EmbeddedKafka kafka;

    private record Call(int exitCode, String out, String err) {}

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0);
    }

    @AfterEach
    void stop() {
        kafka.close();
    }

    @Test
    void aFileIsGivenToEveryLaneOnceAndAnEarlierOneAgain() throws Exception {
        KafkaSettings settings = KafkaSettings.of(kafka.bootstrap());
        TopicSetup.ensure(settings, "test", Duration.ofSeconds(60));
        assertThat(call("history").out()).contains("no file: everybody may everything");
        assertThat(call("apply", file("broken", "roles: {lead: {mya: \"*\"}}")).exitCode())
                .isEqualTo(Crayfleet.FAILED);
        assertThat(call("apply", "--dry-run", file("a", LEAD)).exitCode()).isZero();
        assertThat(changes(settings)).isEmpty();

        Call first = call("apply", "--no-wait", file("a", LEAD), "--reason", "we begin");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.err()).contains("version 1 (", "without signing keys");
        List<FleetChanged> all = changes(settings);
        Set<Integer> lanes = new TreeSet<>(all.stream().map(FleetChanged::lane).toList());
        assertThat(all).hasSize(Topics.DEFAULT_LANES);
        assertThat(lanes).hasSize(Topics.DEFAULT_LANES);
        assertThat(all.getFirst().order().reason()).isEqualTo("we begin");

        Call second = call("apply", "--no-wait", file("b", OPS));
        assertThat(second.out()).contains("now also for the token ops");
        assertThat(second.err()).contains("version 2 (");
        assertThat(call("apply", "--version-again", "7").exitCode())
                .isEqualTo(CommandLines.REFUSED);
        assertThat(call("apply", "--no-wait", "--version-again", "1").err())
                .contains("version 3 (");
        List<FleetChanged> three = changes(settings);
        assertThat(three).hasSize(3 * Topics.DEFAULT_LANES);
        assertThat(three.getLast().sha256()).isEqualTo(all.getFirst().sha256());

        JsonNode history = JSON.readTree(call("history", "--json").out());
        assertThat(history).hasSize(3);
        assertThat(history.path(2).path("number").asInt()).isEqualTo(3);
        assertThat(call("history").out()).contains("1 (", "2 (", "3 (", "we begin");
    }

    private String file(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name + ".yaml"), text).toString();
    }

    private static List<FleetChanged> changes(KafkaSettings settings) {
        Codec codec = new Codec();
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        Map<String, Object> config = new HashMap<>(settings.consumer("test"));
        config.put("auto.offset.reset", "earliest");
        List<FleetChanged> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config, bytes, bytes)) {
            List<TopicPartition> lanes =
                    IntStream.range(0, Topics.DEFAULT_LANES)
                            .mapToObj(lane -> new TopicPartition(Topics.TASKS.topic(), lane))
                            .toList();
            consumer.assign(lanes);
            consumer.seekToBeginning(lanes);
            Map<TopicPartition, Long> ends = ends(settings, lanes);
            while (lanes.stream()
                    .anyMatch(lane ->
                            consumer.position(lane) < Objects.requireNonNull(ends.get(lane)))) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    RecordPosition place =
                            new RecordPosition(record.partition(), record.offset(), Instant.EPOCH);
                    if (codec.decodeTask(record.value(), place)
                            instanceof Decoded.Readable<TaskMessage>(FleetChanged change)) {
                        found.add(change);
                    }
                }
            }
        }
        found.sort(Comparator.comparingLong(FleetChanged::number));
        return found;
    }

    /** Of what is written: the end of a transaction may not be there yet. */
    private static Map<TopicPartition, Long> ends(
            KafkaSettings settings, List<TopicPartition> lanes) {
        ByteArrayDeserializer bytes = new ByteArrayDeserializer();
        Map<String, Object> config = new HashMap<>(settings.consumer("test-ends"));
        config.put("isolation.level", "read_uncommitted");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config, bytes, bytes)) {
            return consumer.endOffsets(lanes);
        }
    }

    private Call call(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                Crayfleet.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(
                                Stream.of(
                                                Stream.of("fleet"),
                                                Stream.of(words),
                                                Stream.of("--bootstrap", kafka.bootstrap()))
                                        .flatMap(each -> each)
                                        .toArray(String[]::new));
        return new Call(exitCode, out.toString(), err.toString());
    }
}
