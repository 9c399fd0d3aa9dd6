package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskEvent.QueueMoved;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.KafkaClients;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code costs} and {@code events} tell of the topics of a real broker. */
class LogCommandsIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @TempDir static Path folder;
    private static EmbeddedKafka kafka;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(folder, 0);
        KafkaSettings settings = KafkaSettings.of(kafka.bootstrap());
        TopicSetup.ensure(settings, "test", Duration.ofSeconds(30));
        Codec codec = new Codec();
        try (Producer<String, byte[]> producer =
                KafkaClients.newProducer(settings, "test", TIMEOUT)) {
            for (int i = 0; i < 30; i++) {
                TaskResult result =
                        CostReportTest.result(
                                "ada",
                                "default",
                                NOW.minus(Duration.ofDays(i < 20 ? 1 : 9)).toString(),
                                TaskStatus.SUCCEEDED,
                                CostReportTest.spend("stub/a", 100, 20, 30, "0.005"));
                producer.send(
                                new ProducerRecord<>(
                                        Topics.RESULTS.topic(), "t" + i, codec.encode(result)))
                        .get();
            }
            producer.send(
                            new ProducerRecord<>(
                                    Topics.RESULTS.topic(),
                                    "odd",
                                    "no result".getBytes(StandardCharsets.UTF_8)))
                    .get();
            for (int i = 0; i < 12; i++) {
                TaskEvent event =
                        new QueueMoved(
                                new TaskId("t" + i),
                                Pool.DEFAULT,
                                12 - i,
                                null,
                                NOW.minusSeconds(60 - i));
                producer.send(
                                new ProducerRecord<>(
                                        Topics.EVENTS.topic(),
                                        null,
                                        event.at().toEpochMilli(),
                                        event.key(),
                                        codec.encode(event)))
                        .get();
            }
            producer.send(
                            new ProducerRecord<>(
                                    Topics.EVENTS.topic(),
                                    "t3",
                                    "no event\u001b[2J".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    private int run(String... words) {
        CommandLine line = Crayfleet.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--bootstrap";
        all[words.length + 1] = kafka.bootstrap();
        return line.execute(all);
    }

    @Test
    void costsOfTheLastWeek() {
        assertThat(run("costs", "--chart")).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "model   tasks  succeeded  tokens in  out  US$",
                        "stub/a  20     20         2,400      600  0.1000  ##############################",
                        "total   20     20         2,400      600  0.1000");
        assertThat(err.toString()).contains("1 records on the results topic are no results");
    }

    @Test
    void costsOfAMonthAsJson() throws Exception {
        assertThat(run("costs", "--since", "30d", "--by", "day", "--json")).isZero();
        JsonNode costs = new ObjectMapper().readTree(out.toString());
        assertThat(costs.path("lines")).hasSize(2);
        assertThat(costs.path("total").path("tasks").asInt()).isEqualTo(30);
        assertThat(costs.path("total").path("costUsd").decimalValue()).isEqualByComparingTo("0.15");
        assertThat(costs.path("unreadable").asInt()).isOne();
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        assertThat(run("costs", "--since", "yesterday")).isEqualTo(2);
        assertThat(err.toString()).contains("\"yesterday\" is no time");
        assertThat(run("events", "--since", "soon")).isEqualTo(2);
    }

    @Test
    void eventsComeInTheOrderOfTime() {
        assertThat(run("events")).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .filteredOn(line -> line.contains("queue moved"))
                .extracting(line -> line.replaceAll(".*  (t\\d+)  queue.*", "$1"))
                .containsExactly(
                        "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "t10", "t11");
    }

    @Test
    void eventsOfOneTask() {
        assertThat(run("events", "--task", "t3")).isZero();
        assertThat(out.toString().lines()).hasSize(2);
        assertThat(out.toString())
                .contains("t3  queue moved  pool=default  position=9")
                .contains("t3  no event: no event")
                .doesNotContain("\u001b");
    }

    @Test
    void asJsonEachLineIsJsonWhateverLiesOnTheTopic() throws Exception {
        assertThat(run("events", "--task", "t3", "--json")).isZero();
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> events = new ArrayList<>();
        for (String line : out.toString().strip().split("\n")) {
            events.add(mapper.readTree(line));
        }
        assertThat(out.toString()).doesNotContain("\u001b");
        assertThat(events).hasSize(2);
        assertThat(events)
                .contains(
                        mapper.createObjectNode()
                                .put("key", "t3")
                                .put("unreadable", "no event\u001b[2J"));
    }

    @Test
    void eventsAsKafkaHasThem() throws Exception {
        assertThat(run("events", "--task", "t4", "--json")).isZero();
        assertThat(new ObjectMapper().readTree(out.toString()).path("position").asInt())
                .isEqualTo(8);
    }
}
