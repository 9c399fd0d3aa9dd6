package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.RunOutcome;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.ledger.Decider;
import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The real topology under the test driver, which has one partition: one lane. */
class TopologyTest {
    private static final Holder RUNNER =
            new Holder(new RunnerId("one"), new Incarnation("one-life"));

    private final Codec codec = new Codec();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int failsIn;
    private @Nullable Throwable failure;
    private final Lanes asked = new Lanes();

    // Nothing is replayed here: without a broker there is no original to be read.
    private final ReplaySourceReader originals =
            new ReplaySourceReader(KafkaSettings.of("127.0.0.1:1"), codec, Duration.ofSeconds(1));

    private final Map<TopicPartition, CrashLoopRule.Note> kept = new HashMap<>();
    private final TopologyTestDriver driver = driver(1);
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

    @Test
    void aForeignTextIsClaimedRunAndAnswered() {
        join();
        tasks.pipeInput(null, text("Calculate 6 × 7 [thinking:low]"), now);
        ClaimGranted claim = claim();
        assertThat(claim.work().prompt().text()).isEqualTo("Calculate 6 × 7");
        finish(claim.attempt());
        assertThat(codec.decodeResult(results.readValue()))
                .isInstanceOfSatisfying(
                        Decoded.Readable.class,
                        read ->
                                assertThat(((TaskResult) read.message()).status())
                                        .isEqualTo(TaskStatus.SUCCEEDED));
        assertThat(registry.get("crayfleet.claims").counter().count()).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadIsADeadLetterAndTheNextTaskWorks() {
        join();
        tasks.pipeInput("any", text("{broken"), now);
        tasks.pipeInput("any", text("{\"prompt\":\"\"}"), now);
        tasks.pipeInput("any", text("[thinking:hgih] think"), now);
        runs.pipeInput("any", text("not json"));
        tasks.pipeInput("any", text("{\"prompt\":\"works\"}"), now);
        assertThat(claim().work().prompt().text()).isEqualTo("works");
        List<TestRecord<byte[], byte[]>> dead = deadLetters.readRecordsToList();
        assertThat(dead).hasSize(4);
        assertThat(reason(dead.get(0))).startsWith("this is no JSON");
        assertThat(reason(dead.get(1))).contains("the task is empty");
        assertThat(reason(dead.get(2))).contains("[thinking:hgih]").contains("medium");
        assertThat(reason(dead.get(3))).contains("JSON");
        assertThat(dead.getFirst().value()).isEqualTo(text("{broken"));
        assertThat(header(dead.getFirst(), Topics.HEADER_TOPIC)).isEqualTo(Topics.TASKS.topic());
        assertThat(header(dead.getFirst(), Topics.HEADER_OFFSET)).isEqualTo("0");
    }

    @Test
    void halfACharacterStopsNothing() {
        join();
        tasks.pipeInput(null, text("{\"prompt\":\"half \\ud83d\"}"), now);
        tasks.pipeInput(null, text("{\"prompt\":\"whole\",\"requester\":\"\\ud83d\"}"), now);
        assertThat(reason(deadLetters.readRecord())).contains("surrogate");
        ClaimGranted claim = claim();
        runs.pipeInput(
                "default",
                text(
                        new String(
                                        codec.encode(
                                                new RunMessage.RunFinished(
                                                        Pool.DEFAULT,
                                                        RUNNER,
                                                        claim.attempt(),
                                                        RunOutcome.Failed.of(
                                                                FailureKind.TRANSIENT, "cut HERE"),
                                                        null,
                                                        now)),
                                        StandardCharsets.UTF_8)
                                .replace("HERE", "\\ud83d")));
        pass(Duration.ofSeconds(3));
        assertThat(claim().attempt().number()).isEqualTo(2);
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void whatIsTooLargeIsADeadLetterThatFits() {
        join();
        byte[] large = new byte[1_000_000];
        Arrays.fill(large, (byte) 'x');
        tasks.pipeInput("k".repeat(40_000), large, now);
        tasks.pipeInput(null, text("works"), now);
        assertThat(claim().work().prompt().text()).isEqualTo("works");
        TestRecord<byte[], byte[]> dead = deadLetters.readRecord();
        assertThat(reason(dead)).isEqualTo("it has 1,000,000 bytes; a message has at most 262,144");
        assertThat(dead.value()).hasSize(900 * 1024);
        assertThat(dead.key()).hasSize(4 * 1024);
        assertThat(header(dead, Topics.HEADER_CUT_FROM)).isEqualTo("1000000");
    }

    @Test
    void whatIsOlderThanTheLedgersMemoryIsNotDoneAgain() {
        join();
        tasks.pipeInput(null, text("old"), now.minus(Duration.ofDays(8)));
        tasks.pipeInput(null, text("works"), now.minus(Duration.ofDays(6)));
        assertThat(claim().work().prompt().text()).isEqualTo("works");
        assertThat(reason(deadLetters.readRecord())).contains("longer ago than", "(7 days)");
    }

    @Test
    void whatTheCoreCannotDigestIsADeadLetterAndAnAlarmAndLeavesNoTrace() {
        join();
        // First the record's time is judged.
        failsIn = 2;
        tasks.pipeInput(null, text("{\"prompt\":\"x\",\"id\":\"same\"}"), now);
        assertThat(reason(deadLetters.readRecord()))
                .isEqualTo(
                        "the dispatcher failed on it: java.lang.IllegalStateException: made to fail");
        assertThat(registry.get("crayfleet.core.failed").counter().count()).isEqualTo(1);
        // The ledger was read again: runners have to be heard anew.
        join();
        tasks.pipeInput(null, text("{\"prompt\":\"x\",\"id\":\"same\"}"), now);
        assertThat(claim().attempt().number()).isEqualTo(1);
    }

    @Test
    void aSilentRunnerLosesItsTaskAsTimePasses() {
        join();
        tasks.pipeInput(null, text("work"), now);
        Attempt first = claim().attempt();
        // Noted as quiet; then, long after its lease, given time to be heard of; then lost.
        pass(Duration.ofSeconds(6));
        pass(Rules.DEFAULT.leases().lease());
        pass(Rules.DEFAULT.leases().grace());
        Holder other = new Holder(new RunnerId("two"), new Incarnation("two-life"));
        send(new RunMessage.RunnerJoined(Pool.DEFAULT, other, 1, now));
        assertThat(claim().attempt().number()).isEqualTo(first.number() + 1);
    }

    @Test
    void whoWasLateToLookAtTimeReadsFirstWhatHasCome() {
        join();
        tasks.pipeInput(null, text("work"), now);
        Attempt first = claim().attempt();
        pass(Duration.ofSeconds(6));
        // The lane stood still; meanwhile the runner has beaten, and is read only now.
        pass(Rules.DEFAULT.leases().lease().multipliedBy(3));
        beat(first);
        pass(Rules.DEFAULT.leases().grace());
        assertThat(registry.get("crayfleet.runners.lost").counter().count()).isZero();
        assertThat(claims.isEmpty()).isTrue();
    }

    @Test
    void aDeadLetterFitsWhateverHeadersTheRecordHas() {
        join();
        Headers headers = new RecordHeaders();
        headers.add("large", new byte[1_100_000]);
        tasks.pipeInput(new TestRecord<>(null, text("{broken"), headers, now));
        tasks.pipeInput(null, text("works"), now);
        assertThat(claim().work().prompt().text()).isEqualTo("works");
        TestRecord<byte[], byte[]> dead = deadLetters.readRecord();
        assertThat(header(dead, Topics.HEADER_HEADERS_LEFT_OUT)).isEqualTo("1");
        assertThat(dead.headers().lastHeader("large")).isNull();
    }

    @Test
    void anErrorIsADeadLetterToo() {
        join();
        failsIn = 2;
        failure = new StackOverflowError("too deep");
        tasks.pipeInput(null, text("{\"prompt\":\"x\",\"id\":\"same\"}"), now);
        assertThat(reason(deadLetters.readRecord())).contains("StackOverflowError");
        tasks.pipeInput(null, text("works"), now);
        assertThat(claim().work().prompt().text()).isEqualTo("works");
    }

    @Test
    void memoryThatIsFullIsNoRecordsFault() {
        join();
        failsIn = 2;
        failure = new OutOfMemoryError("made to fail");
        assertThatThrownBy(() -> tasks.pipeInput(null, text("x"), now))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void aRecordThatEndedItsProcessThreeTimesIsSetAside() {
        kept.put(new TopicPartition(Topics.TASKS.topic(), 0), new CrashLoopRule.Note(0, 3));
        join();
        tasks.pipeInput(null, text("deadly"), now);
        tasks.pipeInput(null, text("works"), now);
        assertThat(claim().work().prompt().text()).isEqualTo("works");
        assertThat(reason(deadLetters.readRecord())).contains("3 times in a row");
    }

    @Test
    void heartbeatsLeaveNothingBehindAndNoTimerButOne() {
        join();
        tasks.pipeInput(null, text("work"), now);
        Attempt attempt = claim().attempt();
        rows();
        for (int i = 0; i < 100; i++) {
            now = now.plusSeconds(2);
            beat(attempt);
            driver.advanceWallClockTime(Duration.ofSeconds(2));
        }
        assertThat(rows()).as("rows that were written").isZero();
    }

    @Test
    void endedTasksAreForgottenAfterTheirTime() {
        join();
        tasks.pipeInput(null, text("{\"prompt\":\"x\",\"id\":\"same\"}"), now);
        finish(claim().attempt());
        pass(Duration.ofDays(6));
        join();
        tasks.pipeInput(null, text("{\"prompt\":\"x\",\"id\":\"same\"}"), now);
        assertThat(claims.isEmpty() || !(codecClaim() instanceof ClaimGranted)).isTrue();
        pass(Duration.ofDays(2));
        Holder fresh = new Holder(new RunnerId("one"), new Incarnation("another-life"));
        send(new RunMessage.RunnerJoined(Pool.DEFAULT, fresh, 1, now));
        tasks.pipeInput(null, text("{\"prompt\":\"x\",\"id\":\"same\"}"), now);
        assertThat(claim().attempt().number()).isEqualTo(1);
    }

    private Instant instant() {
        if (failsIn > 0 && --failsIn == 0) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("made to fail");
        }
        return now;
    }

    private void join() {
        send(new RunMessage.RunnerJoined(Pool.DEFAULT, RUNNER, 1, now));
    }

    private void finish(Attempt attempt) {
        send(
                new RunMessage.RunFinished(
                        Pool.DEFAULT, RUNNER, attempt, new RunOutcome.Succeeded(), null, now));
    }

    private void beat(Attempt held) {
        send(new RunMessage.RunnerBeat(Pool.DEFAULT, RUNNER, 1, List.of(held), now, now));
    }

    /** As the changelog has them. */
    private long rows() {
        return driver.producedTopicNames().stream()
                .filter(topic -> topic.endsWith("-changelog"))
                .mapToLong(topic ->
                        driver.createOutputTopic(
                                        topic,
                                        new ByteArrayDeserializer(),
                                        new ByteArrayDeserializer())
                                .readRecordsToList()
                                .size())
                .sum();
    }

    private void send(RunMessage message) {
        runs.pipeInput("default", codec.encode(message), now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
        // One look at the clock is enough, however far it went.
        driver.advanceWallClockTime(Duration.ofHours(1));
    }

    private ClaimGranted claim() {
        while (true) {
            if (codecClaim() instanceof ClaimGranted granted) {
                return granted;
            }
        }
    }

    private ClaimMessage codecClaim() {
        return switch (codec.decodeClaim(claims.readValue())) {
            case Decoded.Readable<ClaimMessage> read -> read.message();
            case Decoded.Unreadable<ClaimMessage> bad -> throw new AssertionError(bad.reason());
        };
    }

    private static String reason(TestRecord<byte[], byte[]> record) {
        return header(record, Topics.HEADER_REASON);
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private TopologyTestDriver driver(int lanes) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test-" + lanes);
        Meters meters = new Meters(registry);
        return new TopologyTestDriver(
                DispatcherStreams.topology(
                        new LaneParts(
                                new Decider(Rules.DEFAULT),
                                new LaneParts.Settings(
                                        lanes, Duration.ofMillis(10), Duration.ofDays(7)),
                                codec,
                                this::instant,
                                meters,
                                asked,
                                originals,
                                new StartLog() {
                                    @Override
                                    public Optional<CrashLoopRule.Note> read(
                                            TopicPartition partition) {
                                        return Optional.ofNullable(kept.get(partition));
                                    }

                                    @Override
                                    public void write(
                                            TopicPartition partition, CrashLoopRule.Note note) {
                                        kept.put(partition, note);
                                    }
                                }),
                        DispatcherStreams.paceOf(Duration.ofMillis(10))),
                settings,
                now);
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
