package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage.RunnerJoined;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import dev.crayfleet.dispatcher.ledger.Decider;
import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What nobody should write to the runs topic, and that the lane goes on after it. */
class RunsCorpusTest {
    /** Of two lanes that of the test driver's only partition. */
    private static final Pool POOL = new Pool("auditor");

    private static final Holder RUNNER =
            new Holder(new RunnerId("one"), new Incarnation("one-life"));

    private final Codec codec = new Codec();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final ReplaySourceReader originals =
            new ReplaySourceReader(KafkaSettings.of("127.0.0.1:1"), codec, Duration.ofSeconds(1));
    private final TopologyTestDriver driver = driver();
    private final TestInputTopic<String, byte[]> tasks = input(Topics.TASKS);
    private final TestInputTopic<String, byte[]> runs = input(Topics.RUNS);
    private final TestOutputTopic<String, byte[]> claims = output(Topics.CLAIMS);
    private final TestOutputTopic<String, byte[]> results = output(Topics.RESULTS);
    private final TestOutputTopic<byte[], byte[]> deadLetters =
            driver.createOutputTopic(
                    Topics.DEAD_LETTERS.topic(),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());

    @AfterEach
    void close() {
        driver.close();
        originals.close();
    }

    static List<HostileInput> inputs() {
        return Corpus.of("runs");
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void isAnsweredRightlyAndStopsNothing(HostileInput hostile) {
        runs.pipeInput(POOL.value(), codec.encode(new RunnerJoined(POOL, RUNNER, 2, now)), now);
        ask("under-way");
        assertThat(claimed()).containsExactly("under-way");

        runs.pipeInput(POOL.value(), hostile.bytes("value").orElseThrow(), now);

        Optional<String> reason = hostile.answer("deadLetter");
        List<TestRecord<byte[], byte[]>> dead = deadLetters.readRecordsToList();
        assertThat(dead).as("dead letters").hasSize(reason.isPresent() ? 1 : 0);
        reason.ifPresent(part -> assertThat(reason(dead.getFirst())).contains(part));
        checkResult(hostile);
        assertThat(registry.get("crayfleet.core.failed").counter().count()).isZero();
        driver.advanceWallClockTime(Duration.ofMinutes(1));
        assertThat(registry.get("crayfleet.ledger.missing").gauges())
                .allMatch(gauge -> gauge.value() == 0);
        claims.readRecordsToList();
        ask("next");
        assertThat(claimed()).as("the next ordinary task").containsExactly("next");
    }

    private void checkResult(HostileInput hostile) {
        Optional<String> status = hostile.answer("status");
        if (status.isEmpty()) {
            assertThat(results.isEmpty()).as("no result").isTrue();
            return;
        }
        TaskResult result =
                switch (codec.decodeResult(results.readValue())) {
                    case Decoded.Readable<TaskResult> read -> read.message();
                    case Decoded.Unreadable<TaskResult> bad -> throw new AssertionError(bad);
                };
        assertThat(result.id().value()).isEqualTo("under-way");
        assertThat(result.status().name()).isEqualTo(status.get());
        hostile.answer("reason").ifPresent(part -> assertThat(result.reason()).contains(part));
        RunReport report = result.report();
        if (report != null) {
            assertThat(report.spend().usage()).isNull();
            assertThat(report.spend().costUsd()).isNull();
        }
    }

    private void ask(String id) {
        tasks.pipeInput(
                POOL.value(),
                "{\"prompt\":\"x\",\"pool\":\"%s\",\"id\":\"%s\"}"
                        .formatted(POOL, id)
                        .getBytes(StandardCharsets.UTF_8),
                now);
    }

    /** By the ordinary runner. */
    private List<String> claimed() {
        return claims.readValuesToList().stream()
                .map(value ->
                        switch (codec.decodeClaim(value)) {
                            case Decoded.Readable<ClaimMessage> read -> read.message();
                            case Decoded.Unreadable<ClaimMessage> bad ->
                                    throw new AssertionError(bad);
                        })
                .filter(claim -> claim.holder().equals(RUNNER))
                .filter(ClaimGranted.class::isInstance)
                .map(claim -> ((ClaimGranted) claim).attempt().task().value())
                .toList();
    }

    private static String reason(TestRecord<byte[], byte[]> record) {
        return new String(
                record.headers().lastHeader(Topics.HEADER_REASON).value(), StandardCharsets.UTF_8);
    }

    private TopologyTestDriver driver() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "runs-corpus");
        return new TopologyTestDriver(
                DispatcherStreams.topology(
                        new LaneParts(
                                new Decider(Rules.DEFAULT),
                                new LaneParts.Settings(
                                        2, Duration.ofMillis(10), Duration.ofDays(7)),
                                codec,
                                () -> now,
                                new Meters(registry),
                                new Lanes(),
                                originals,
                                new NoNotes()),
                        DispatcherStreams.paceOf(Duration.ofMillis(10))),
                settings,
                now);
    }

    /** This process ends only with its tests. */
    private static final class NoNotes implements StartLog {
        @Override
        public Optional<CrashLoopRule.Note> read(TopicPartition partition) {
            return Optional.empty();
        }

        @Override
        public void write(TopicPartition partition, CrashLoopRule.Note note) {}
    }

    private TestInputTopic<String, byte[]> input(Topics topic) {
        return driver.createInputTopic(
                topic.topic(), new StringSerializer(), new ByteArraySerializer());
    }

    private TestOutputTopic<String, byte[]> output(Topics topic) {
        return driver.createOutputTopic(
                topic.topic(), new StringDeserializer(), new ByteArrayDeserializer());
    }
}
