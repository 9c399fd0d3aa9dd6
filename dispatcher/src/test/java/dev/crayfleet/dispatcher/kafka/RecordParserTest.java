package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.PauseRequested;
import dev.crayfleet.contract.TaskMessage.ResumeRequested;
import dev.crayfleet.contract.TaskMessage.StopRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.kafka.Partitions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.junit.jupiter.api.Test;

/** Orders in the lane that they are for, and in others. */
class RecordParserTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int LANES = 12;
    private static final Order ORDER = new Order("s-1", Requester.UNKNOWN, null, NOW);

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final Codec codec = new Codec();
    private final RecordParser parser = new RecordParser(codec, LANES, Duration.ofDays(7));

    private record Place(int partition) implements RecordMetadata {
        @Override
        public String topic() {
            return Topics.TASKS.topic();
        }

        @Override
        public long offset() {
            return 7;
        }
    }

    @Test
    void anOrderIsForTheLaneThatItNames() {
        assertThat(parse(new StopRequested(3, ORDER), 3))
                .isInstanceOf(RecordParser.Parsed.Valid.class);
        assertThat(parse(new StopRequested(3, ORDER), 4))
                .isEqualTo(new RecordParser.Parsed.OtherLane(new StopRequested(3, ORDER)));
        assertThat(parse(new ResumeRequested(0, ORDER), 11))
                .isInstanceOf(RecordParser.Parsed.OtherLane.class);
    }

    @Test
    void anOrderForAPoolIsForThePoolsLane() {
        PauseRequested pause = new PauseRequested(new Pool("auditor"), ORDER);
        int lane = Partitions.of("auditor", LANES);
        assertThat(parse(pause, lane)).isInstanceOf(RecordParser.Parsed.Valid.class);
        assertThat(parse(pause, (lane + 1) % LANES))
                .isInstanceOf(RecordParser.Parsed.OtherLane.class);
    }

    @Test
    void anOrderForNoLaneIsADeadLetter() {
        assertThat(parse(new StopRequested(LANES, ORDER), 0))
                .isEqualTo(
                        new RecordParser.Parsed.Invalid(
                                "there is no lane 12; the lanes of this fleet are 0 to 11"));
    }

    @Test
    void aForeignRecordForAnotherLaneTakesItsTraceAlong() {
        Record<byte[], byte[]> record =
                new Record<>(
                        new byte[0],
                        "1 + 1 [agent:auditor]".getBytes(StandardCharsets.UTF_8),
                        NOW.toEpochMilli());
        record.headers().add(TraceParent.HEADER, TRACE.getBytes(StandardCharsets.US_ASCII));
        int elsewhere = (Partitions.of("auditor", LANES) + 1) % LANES;
        assertThat(parser.parse(record, new Place(elsewhere), NOW))
                .isInstanceOfSatisfying(
                        RecordParser.Parsed.OtherLane.class,
                        other ->
                                assertThat(((TaskSubmitted) other.message()).traceparent())
                                        .hasToString(TRACE));
    }

    private RecordParser.Parsed parse(TaskMessage message, int partition) {
        return parser.parse(
                new Record<>(new byte[0], codec.encode(message), NOW.toEpochMilli()),
                new Place(partition),
                NOW);
    }
}
