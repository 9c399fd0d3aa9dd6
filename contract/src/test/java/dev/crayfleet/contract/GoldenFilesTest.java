package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crayfleet.contract.Samples.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The exact JSON of the messages. A change of a golden file changes what older stages and other
 * programs have to read: optional fields may be added, anything else is a new version.
 */
class GoldenFilesTest {
    private static final RecordPosition ANY_POSITION = new RecordPosition(0, 0, Samples.AT);
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    /** Optional fields; all others are required. Fields may be added here, but none removed. */
    private static final Pattern MAY_BE_ABSENT =
            Pattern.compile(
                    """
                    (TaskSubmitted|ReplayRequested|.*\\.options)\\.(model|thinking|timeout|retries|priority)
                    TaskSubmitted\\.(files|replayOf)
                    .*(requester|approver)\\.roles
                    ApprovalGiven\\.sha256
                    ApprovalAwaited\\.approvers
                    TaskRequestRefused\\.origin
                    ReplayRequested\\.prompt
                    .*\\.prompt\\.file
                    ClaimGranted\\.work\\.(files|mode)
                    RunnerJoined\\.details(\\.(openclaw|abilities|models(\\.names)?))?
                    RunnerBeat\\.(held|readUpTo|abilities)
                    LogRequested\\.after
                    RunFinished\\.(report|outcome\\.retryAfter)
                    .*\\.report\\.(notes|workspace\\.files|spend\\.usage|spend\\.costUsd)
                    .*\\.report\\.answer\\.(resultFile|outputs)
                    TaskResult\\.(runner|reason|failure|report)
                    (TaskQueued|QueueMoved)\\.expectedWait
                    (FleetChanged|StopRequested|ResumeRequested|PauseRequested|PoolResumeRequested|DrainRequested)\\.reason
                    (Lane|Pool)(FleetChanged|OrderRefused|Stopped|Resumed|Paused)\\.reason
                    TaskFinished\\.(agent|reason)
                    (ChildEnded|DelegationEnded)\\.(reason|report)
                    DelegationRequested\\.(agent|needs|channelId|files|prompt\\.file|model|thinking|timeout|retries|priority)
                    DelegationAnswered\\.(child|agent|refusal)
                    DelegationDenied\\.attempt
                    .*origin\\.caps\\..*
                    ClaimGranted\\.work\\.(agent|agent\\.home|mode)
                    TaskQueued\\.rule
                    (TaskSubmitted|ClaimGranted\\.work|TaskResult|TaskQueued|TaskClaimed|TaskFinished)\\.traceparent\
                    """
                            .replace("\n", "|"));

    private final Codec codec = new Codec();

    static List<Sample> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void encodingGivesTheGoldenFile(Sample sample) throws IOException {
        assertThat(pretty(encode(sample.message()))).isEqualTo(golden(sample));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void decodingTheGoldenFileGivesTheMessage(Sample sample) {
        assertThat(decode(sample, golden(sample).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Decoded.Readable<>(sample.message()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void unknownFieldsAreIgnoredEverywhere(Sample sample) throws IOException {
        ObjectNode tree = tree(sample);
        extend(tree);
        assertThat(decode(sample, JSON.writeValueAsBytes(tree)))
                .isEqualTo(new Decoded.Readable<>(sample.message()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aNewerVersionIsRefused(Sample sample) throws IOException {
        ObjectNode tree = tree(sample).put("version", Codec.VERSION + 1);
        assertThat(unreadable(sample, tree))
                .isEqualTo(
                        "version 2 of %s is newer than this build, which reads up to 1"
                                .formatted(sample.message().getClass().getSimpleName()));
    }

    /**
     * Each field of each message is left out in turn: either it is optional, or the reason names
     * it.
     */
    @ParameterizedTest
    @MethodSource("samples")
    void aMissingRequiredFieldIsNamed(Sample sample) throws IOException {
        String type = sample.message().getClass().getSimpleName();
        for (String field : fields(tree(sample), "")) {
            ObjectNode without = tree(sample);
            ObjectNode nulled = tree(sample);
            remove(without, field);
            setNull(nulled, field);
            for (ObjectNode tree : List.of(without, nulled)) {
                Decoded<?> decoded = decode(sample, JSON.writeValueAsBytes(tree));
                if (field.endsWith("origin.line")) {
                    // An absent list is an empty one, and nobody has delegated it then.
                    assertThat(decoded).as(field).isInstanceOf(Decoded.Unreadable.class);
                } else if (MAY_BE_ABSENT.matcher(type + "." + field).matches()) {
                    assertThat(decoded).as(field).isInstanceOf(Decoded.Readable.class);
                } else {
                    assertThat(decoded)
                            .as(field)
                            .isEqualTo(
                                    new Decoded.Unreadable<>("field \"" + field + "\" is missing"));
                }
            }
        }
    }

    @Test
    void everyMessageTypeHasAGoldenFile() {
        Set<Class<?>> sampled =
                samples().stream().map(s -> s.message().getClass()).collect(Collectors.toSet());
        assertThat(sampled)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(
                                        TaskMessage.class,
                                        RunMessage.class,
                                        ClaimMessage.class,
                                        TaskEvent.class,
                                        TaskResult.class)
                                .flatMap(GoldenFilesTest::leaves)
                                .toList());
    }

    @Test
    void everyMessageIsWellBelowTheSizeLimit() {
        assertThat(samples())
                .allSatisfy(s ->
                        assertThat(encode(s.message()).length)
                                .isLessThan(Limits.MESSAGE_BYTES / 8));
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(GoldenFilesTest::leaves)
                : Stream.of(type);
    }

    private byte[] encode(Record message) {
        return switch (message) {
            case TaskMessage task -> codec.encode(task);
            case RunMessage run -> codec.encode(run);
            case ClaimMessage claim -> codec.encode(claim);
            case TaskEvent event -> codec.encode(event);
            case TaskResult result -> codec.encode(result);
            default -> throw new IllegalArgumentException("no message: " + message);
        };
    }

    private Decoded<?> decode(Sample sample, byte[] wire) {
        return switch (sample.message()) {
            case TaskMessage _ -> codec.decodeTask(wire, ANY_POSITION);
            case RunMessage _ -> codec.decodeRun(wire);
            case ClaimMessage _ -> codec.decodeClaim(wire);
            case TaskEvent _ -> codec.decodeEvent(wire);
            case TaskResult _ -> codec.decodeResult(wire);
            default -> throw new IllegalArgumentException("no message: " + sample);
        };
    }

    private String unreadable(Sample sample, ObjectNode tree) throws IOException {
        return switch (decode(sample, JSON.writeValueAsBytes(tree))) {
            case Decoded.Unreadable<?>(String reason) -> reason;
            case Decoded.Readable<?> read -> throw new AssertionError("was read: " + read);
        };
    }

    private static ObjectNode tree(Sample sample) throws IOException {
        return (ObjectNode) JSON.readTree(golden(sample));
    }

    private static String golden(Sample sample) {
        String file = "/golden/v1/" + sample.name() + ".json";
        try (InputStream in = GoldenFilesTest.class.getResourceAsStream(file)) {
            return in == null
                    ? "there is no " + file
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pretty(byte[] wire) throws IOException {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        return JSON.writer(
                        new DefaultPrettyPrinter()
                                .withObjectIndenter(lines)
                                .withArrayIndenter(lines))
                .writeValueAsString(JSON.readTree(wire));
    }

    private static void extend(ObjectNode tree) {
        tree.forEach(node -> {
            if (node instanceof ObjectNode inner) {
                extend(inner);
            } else if (node instanceof ArrayNode many) {
                many.forEach(each -> {
                    if (each instanceof ObjectNode inner) {
                        extend(inner);
                    }
                });
            }
        });
        tree.put("ofALaterDay", 1).putObject("laterStill").put("x", "y");
    }

    /** Paths of all fields, {@code attempt.number}, but for the envelope's and those in lists. */
    private static List<String> fields(ObjectNode tree, String path) {
        List<String> fields = new ArrayList<>();
        tree.properties()
                .forEach(entry -> {
                    String name = path + entry.getKey();
                    if (!Set.of("type", "version", "is", "by").contains(entry.getKey())) {
                        fields.add(name);
                    }
                    if (entry.getValue() instanceof ObjectNode inner) {
                        fields.addAll(fields(inner, name + "."));
                    }
                });
        return fields;
    }

    private static void remove(ObjectNode tree, String field) {
        parent(tree, field).remove(field.substring(field.lastIndexOf('.') + 1));
    }

    private static void setNull(ObjectNode tree, String field) {
        parent(tree, field).putNull(field.substring(field.lastIndexOf('.') + 1));
    }

    private static ObjectNode parent(ObjectNode tree, String field) {
        int dot = field.indexOf('.');
        return dot < 0
                ? tree
                : parent((ObjectNode) tree.get(field.substring(0, dot)), field.substring(dot + 1));
    }
}
