package dev.crayfleet.dispatcher.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Attempt;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Order;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskMessage;
import dev.crayfleet.contract.TaskMessage.ChildCancelled;
import dev.crayfleet.contract.TaskMessage.ChildEnded;
import dev.crayfleet.contract.TaskMessage.PauseRequested;
import dev.crayfleet.contract.TaskMessage.ResumeRequested;
import dev.crayfleet.contract.TaskMessage.StopRequested;
import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.contract.TraceParent;
import dev.crayfleet.dispatcher.ledger.Input;
import dev.crayfleet.kafka.Partitions;
import dev.crayfleet.kafka.signing.Signature;
import dev.crayfleet.kafka.signing.Signing;
import dev.crayfleet.kafka.signing.SigningKey;
import dev.crayfleet.kafka.signing.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders in the lane that they are for, and in others. */
class RecordParserTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int LANES = 12;
    private static final Order ORDER = new Order("s-1", Requester.UNKNOWN, null, NOW);

    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final Codec codec = new Codec();
    private final RecordParser parser =
            new RecordParser(codec, LANES, Duration.ofDays(7), Signing.OFF);

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
                .isEqualTo(new RecordParser.Parsed.OtherLane(new StopRequested(3, ORDER), NOW));
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

    private final SigningKeys keys = new SigningKeys(List.of(SigningKey.random("a")));
    private final RecordParser signed = parser(true);

    private RecordParser parser(boolean required) {
        return new RecordParser(codec, LANES, Duration.ofDays(7), new Signing(keys, required));
    }

    @Test
    void whatServicesWriteIsSigned() {
        StopRequested stop = new StopRequested(3, ORDER);
        assertThat(parse(signed, record(codec.encode(stop), NOW), 3))
                .isInstanceOf(RecordParser.Parsed.Valid.class);
        assertReason(parse(signed, unsigned(codec.encode(stop)), 3))
                .isEqualTo("it is not signed, and only services of the fleet write StopRequested");
        assertThat(parse(parser(false), unsigned(codec.encode(stop)), 3))
                .isInstanceOf(RecordParser.Parsed.Valid.class);
    }

    @Test
    void aWrongSignatureIsRefusedAlsoWhereNoneIsRequired() {
        Record<byte[], byte[]> stop = record(codec.encode(new StopRequested(3, ORDER)), NOW);
        Record<byte[], byte[]> other = stop.withValue(codec.encode(new ResumeRequested(3, ORDER)));
        for (RecordParser each : List.of(signed, parser(false))) {
            assertReason(parse(each, other, 3)).contains("its signature is wrong");
        }
    }

    /** Kafka's time of a copy is what its producer says; what was signed is not. */
    @Test
    void anOldSignedRecordIsNotDoneAgain() {
        Record<byte[], byte[]> old =
                record(
                        codec.encode(new StopRequested(3, ORDER)),
                        NOW.minus(Duration.ofDays(7)).minusMillis(1));
        assertReason(parse(signed, old, 3)).contains("longer ago than ended tasks are remembered");
    }

    /** Or a copy that is moved again and again would be new for ever. */
    @Test
    void aRecordThatIsMovedKeepsTheTimeOfItsSignature() {
        StopRequested stop = new StopRequested(3, ORDER);
        Instant signedAt = NOW.minus(Duration.ofDays(6));
        assertThat(parse(signed, record(codec.encode(stop), signedAt), 4))
                .isEqualTo(new RecordParser.Parsed.OtherLane(stop, signedAt));
    }

    @Test
    void aForeignTextNeedsNoSignature() {
        int lane = Partitions.of(Pool.DEFAULT.value(), LANES);
        assertThat(parse(signed, unsigned(utf8("Calculate 1 + 1 [model:cheap]")), lane))
                .isInstanceOf(RecordParser.Parsed.Valid.class);
        assertThat(
                        parse(
                                signed,
                                unsigned(utf8("{\"prompt\": \"Calculate\", \"id\": \"mine-1\"}")),
                                lane))
                .isInstanceOf(RecordParser.Parsed.Valid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"prompt\": \"x\", \"id\": \"nightly-replay-1\"}",
                "{\"prompt\": \"x\", \"requester\": \"ada\"}",
                "{\"prompt\": \"x\", \"requester\": {\"id\": \"ada\", \"name\": \"Ada\"}}",
                "{\"prompt\": \"x\", \"files\": [{\"name\": \"a\", \"size\": 1, \"sha256\": \"0000000000000000000000000000000000000000000000000000000000000000\", \"partition\": 0, \"offset\": 0, \"chunks\": 1}]}",
                "{\"prompt\": {\"text\": \"x\", \"file\": {\"name\": \"a\", \"size\": 1, \"sha256\": \"0000000000000000000000000000000000000000000000000000000000000000\", \"partition\": 0, \"offset\": 0, \"chunks\": 1}}}",
                "{\"type\": \"TaskSubmitted\", \"version\": 1, \"id\": \"http-1\", \"pool\": \"default\", \"prompt\": {\"text\": \"x\"}, \"origin\": {\"by\": \"Http\"}, \"requester\": {\"id\": \"discord:42\", \"name\": \"Ada\"}, \"submittedAt\": \"2026-01-01T00:00:00Z\"}",
                "{\"type\": \"ApprovalGiven\", \"version\": 1, \"id\": \"discord-1\", \"pool\": \"default\", \"approver\": {\"id\": \"discord:42\", \"name\": \"Ada\"}, \"givenAt\": \"2026-01-01T00:00:00Z\"}",
                "{\"type\": \"CancelRequested\", \"version\": 1, \"id\": \"discord-1\", \"pool\": \"default\", \"requester\": {\"id\": \"discord:42\", \"name\": \"Ada\"}, \"requestedAt\": \"2026-01-01T00:00:00Z\"}"
            })
    void whatCouldBeAskedInTheNameOfOthersNeedsASignature(String value) {
        int lane = Partitions.of(Pool.DEFAULT.value(), LANES);
        assertThat(parse(parser, unsigned(utf8(value)), lane))
                .as("what it is where nothing is signed")
                .isInstanceOf(RecordParser.Parsed.Valid.class);
        assertReason(parse(signed, unsigned(utf8(value)), lane)).startsWith("it is not signed");
        assertThat(parse(signed, record(utf8(value), NOW), lane))
                .isInstanceOf(RecordParser.Parsed.Valid.class);
    }

    /** Also while some services do not sign yet: lanes always do. */
    @Test
    void whatAgentsDelegateIsBelievedOfLanesAlone() {
        TaskId parent = new TaskId("build-7");
        Attempt attempt = new Attempt(parent, 1);
        Pool manager = new Pool("manager");
        int lane = Partitions.of(manager.value(), LANES);
        Origin.Agent origin =
                new Origin.Agent(
                        attempt,
                        new Pool("lead"),
                        1,
                        List.of(new Pool("lead")),
                        new Origin.Http(),
                        AgentMode.FULL,
                        Caps.NONE,
                        false,
                        null,
                        false);
        TaskSubmitted child =
                new TaskSubmitted(
                        origin.childId(),
                        manager,
                        Prompt.of("x"),
                        TaskOptions.NONE,
                        List.of(),
                        origin,
                        new Requester("discord:42", "Ada"),
                        NOW,
                        null);
        for (TaskMessage each :
                List.of(
                        child,
                        new ChildEnded(
                                child.id(),
                                manager,
                                attempt,
                                manager,
                                TaskStatus.SUCCEEDED,
                                null,
                                null,
                                NOW),
                        new ChildCancelled(child.id(), manager, attempt, "no", NOW))) {
            byte[] value = codec.encode(each);
            assertReason(parse(signed, unsigned(value), lane)).contains("only the dispatchers");
            assertReason(parse(parser(false), unsigned(value), lane))
                    .contains("only the dispatchers");
            assertThat(parse(parser(false), record(value, NOW), lane))
                    .isInstanceOf(RecordParser.Parsed.Valid.class);
            assertThat(parse(parser, unsigned(value), lane))
                    .as("where nothing is signed")
                    .isInstanceOf(RecordParser.Parsed.Valid.class);
        }
        assertReason(
                        parse(
                                parser,
                                unsigned(
                                        utf8(
                                                "{\"prompt\": \"x\", \"origin\": {\"by\": \"Agent\"}}")),
                                lane))
                .contains("unknown field \"origin\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"discord:42", "token:ci", "kafka:billing", "agent:auditor", "Discord:1"})
    void nobodyTakesTheNameOfWhoAServiceHasToHaveSeen(String id) {
        int lane = Partitions.of(Pool.DEFAULT.value(), LANES);
        for (String requester :
                List.of(
                        "\"%s\"".formatted(id),
                        "{\"id\": \"%s\", \"name\": \"a\"}".formatted(id))) {
            byte[] value = utf8("{\"prompt\": \"x\", \"requester\": %s}".formatted(requester));
            assertReason(parse(parser, unsigned(value), lane)).contains("cannot be asked for");
            assertReason(parse(signed, record(value, NOW), lane)).contains("cannot be asked for");
        }
    }

    @Test
    void whoSignsATaskOfAnotherProgramIsKnownByTheKey() {
        int lane = Partitions.of(Pool.DEFAULT.value(), LANES);
        byte[] value = utf8("{\"prompt\": \"x\", \"requester\": \"ada\"}");
        assertThat(parse(signed, record(value, NOW), lane))
                .isInstanceOfSatisfying(
                        RecordParser.Parsed.Valid.class,
                        valid ->
                                assertThat(
                                                ((TaskSubmitted)
                                                                ((Input.TaskRecord) valid.input())
                                                                        .message())
                                                        .requester())
                                        .isEqualTo(new Requester("kafka:a", "ada")));
    }

    private static AbstractStringAssert<?> assertReason(RecordParser.Parsed parsed) {
        return assertThat(parsed)
                .asInstanceOf(InstanceOfAssertFactories.type(RecordParser.Parsed.Invalid.class))
                .extracting(RecordParser.Parsed.Invalid::reason)
                .asInstanceOf(InstanceOfAssertFactories.STRING);
    }

    private static Record<byte[], byte[]> unsigned(byte[] value) {
        return new Record<>(utf8("key"), value, NOW.toEpochMilli());
    }

    private Record<byte[], byte[]> record(byte[] value, Instant signedAt) {
        Record<byte[], byte[]> record = unsigned(value);
        Signature.sign(keys, record.headers(), record.key(), value, signedAt);
        return record;
    }

    private static RecordParser.Parsed parse(
            RecordParser parser, Record<byte[], byte[]> record, int partition) {
        return parser.parse(record, new Place(partition), NOW);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
