package dev.crayfleet.runner.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.ClaimMessage;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Holder;
import dev.crayfleet.contract.Incarnation;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import dev.crayfleet.kafka.Partitions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No record on claims keeps a runner from the next valid claim. */
@Timeout(120)
class ClaimsCorpusIT {
    private static final RunnerId ID = new RunnerId("r-1");
    private static final Holder HOLDER = new Holder(ID, new Incarnation("1"));

    @TempDir static Path folder;
    private static final LinkedBlockingQueue<ClaimMessage> HANDLED = new LinkedBlockingQueue<>();
    private static final AtomicInteger SKIPPED = new AtomicInteger();
    private static final AtomicInteger POSITIONS_LOST = new AtomicInteger();
    private static RunnerKit kit;
    private static FakeDispatcher dispatcher;
    private static ClaimsReader reader;
    private static KafkaProducer<byte[], byte[]> rawProducer;

    static List<HostileInput> inputs() {
        return Corpus.of("claims");
    }

    @BeforeAll
    static void start() {
        kit = RunnerKit.start(folder);
        dispatcher = kit.dispatcher();
        reader =
                new ClaimsReader(
                        kit.kafka(),
                        ID,
                        new Codec(),
                        new ClaimsReader.Listener() {
                            @Override
                            public void handle(ClaimMessage message) {
                                HANDLED.add(message);
                            }

                            @Override
                            public void positionLost(String reason) {
                                POSITIONS_LOST.incrementAndGet();
                            }

                            @Override
                            public void skipped() {
                                SKIPPED.incrementAndGet();
                            }
                        },
                        Duration.ofSeconds(60));
        reader.start();
        rawProducer =
                new KafkaProducer<>(
                        kit.kafka().producer("anybody", 30_000),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        rawProducer.close(Duration.ofSeconds(5));
        reader.close();
        dispatcher.close();
        kit.close();
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void skipsAHostileRecordAndHandlesTheNextClaim(HostileInput input) throws Exception {
        int before = SKIPPED.get();
        int partitions = Topics.CLAIMS.partitions(kit.kafka().lanes());
        JsonNode timestamp = input.input().path("timestamp");
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        Topics.CLAIMS.topic(),
                        Partitions.of(ID.value(), partitions),
                        timestamp.isNumber() ? timestamp.asLong() : null,
                        input.bytes("key").orElse(null),
                        input.bytes("value").orElse(null));
        if (input.input().has("headers")) {
            record.headers().add("h", new byte[input.input().get("headers").asInt()]);
        }
        rawProducer.send(record).get(60, TimeUnit.SECONDS);
        dispatcher.grant(HOLDER, "next", FakeDispatcher.work("1 + 1", TaskOptions.NONE));
        assertThat(HANDLED.poll(60, TimeUnit.SECONDS))
                .isInstanceOf(ClaimMessage.ClaimGranted.class);
        assertThat(input.answer("then")).contains("skipped");
        assertThat(SKIPPED.get() - before).isEqualTo(1);
        assertThat(POSITIONS_LOST.get()).isZero();
    }
}
