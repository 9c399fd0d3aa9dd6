package dev.crayfleet.dispatcher.kafka;

import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.ClaimMessage.ClaimGranted;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Decoded;
import dev.crayfleet.contract.RunMessage;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.dispatcher.ledger.Decider;
import dev.crayfleet.dispatcher.ledger.Rules;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.signing.Signing;
import dev.crayfleet.stage.traces.TaskTracer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
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

/** The real topology under the test driver, which has one partition: one lane. */
final class LaneTestDriver implements AutoCloseable {
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(10);

    final Codec codec = new Codec();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final Map<TopicPartition, StartCounter> startCounters = new HashMap<>();
    final TopologyTestDriver driver;
    final TestInputTopic<String, byte[]> tasks;
    final TestInputTopic<String, byte[]> runs;
    final TestOutputTopic<String, byte[]> claims;
    final TestOutputTopic<String, byte[]> results;
    final TestOutputTopic<byte[], byte[]> deadLetters;

    // Nothing is replayed here: without a broker there is no source to be read.
    private final ReplaySourceReader replaySources =
            new ReplaySourceReader(KafkaSettings.of("127.0.0.1:1"), codec, Duration.ofSeconds(1));

    /**
     * @param lanes of which the driver's partition is the first
     * @param clock of the dispatcher
     * @param start the driver's own time
     */
    LaneTestDriver(int lanes, InstantSource clock, Instant start) {
        this(lanes, clock, start, TaskTracer.OFF);
    }

    /**
     * @param tracer gets the spans of the lane
     */
    LaneTestDriver(int lanes, InstantSource clock, Instant start, TaskTracer tracer) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test-" + lanes);
        driver =
                new TopologyTestDriver(
                        StreamsFactory.topology(
                                new LaneDependencies(
                                        new Decider(Rules.DEFAULT),
                                        new LaneDependencies.Settings(
                                                lanes,
                                                COMMIT_INTERVAL,
                                                Duration.ofDays(7),
                                                Signing.OFF),
                                        codec,
                                        clock,
                                        new Meters(registry),
                                        new Lanes(),
                                        replaySources,
                                        new InMemoryStartCounters(),
                                        tracer),
                                StreamsFactory.throttlePerThread(COMMIT_INTERVAL)),
                        settings,
                        start);
        tasks = input(Topics.TASKS);
        runs = input(Topics.RUNS);
        claims = output(Topics.CLAIMS);
        results = output(Topics.RESULTS);
        deadLetters =
                driver.createOutputTopic(
                        Topics.DEAD_LETTERS.topic(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    private final class InMemoryStartCounters implements StartCounterStore {
        @Override
        public Optional<StartCounter> read(TopicPartition partition) {
            return Optional.ofNullable(startCounters.get(partition));
        }

        @Override
        public void write(TopicPartition partition, StartCounter start) {
            startCounters.put(partition, start);
        }
    }

    private TestInputTopic<String, byte[]> input(Topics topic) {
        return driver.createInputTopic(
                topic.topic(), new StringSerializer(), new ByteArraySerializer());
    }

    private TestOutputTopic<String, byte[]> output(Topics topic) {
        return driver.createOutputTopic(
                topic.topic(), new StringDeserializer(), new ByteArrayDeserializer());
    }

    void send(RunMessage message, Instant now) {
        runs.pipeInput(message.pool().value(), codec.encode(message), now);
    }

    /** The next message for runners; fails if there is none. */
    ClaimMessage nextClaimMessage() {
        return decodeClaim(claims.readValue());
    }

    /** The next claim that is granted; fails if there is none. */
    ClaimGranted nextClaim() {
        while (true) {
            if (nextClaimMessage() instanceof ClaimGranted granted) {
                return granted;
            }
        }
    }

    ClaimMessage decodeClaim(byte[] value) {
        return switch (codec.decodeClaim(value)) {
            case Decoded.Readable<ClaimMessage> read -> read.message();
            case Decoded.Unreadable<ClaimMessage> bad -> throw new AssertionError(bad.reason());
        };
    }

    /** How many rows of the ledger were written since this was last asked. */
    long countWrittenRows() {
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

    static String reason(TestRecord<byte[], byte[]> deadLetter) {
        return header(deadLetter, Topics.HEADER_REASON);
    }

    static String header(TestRecord<byte[], byte[]> deadLetter, String name) {
        return new String(deadLetter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        driver.close();
        replaySources.close();
    }
}
