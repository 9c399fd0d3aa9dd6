package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other programs may submit by the tasks topic and by HTTP. */
class ForeignSubmissionTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");
    private static final RecordPosition POSITION = new RecordPosition(3, 42, AT);

    private final Codec codec = new Codec();

    @Test
    void aPlainTextIsAPromptWithTags() {
        assertThat(task(" Calculate 6 × 7 [thinking:low] [agent:Auditor]\n"))
                .isEqualTo(
                        submitted(
                                "kafka-3-42",
                                "auditor",
                                "Calculate 6 × 7",
                                new TaskOptions(null, Thinking.LOW, null, null, null),
                                Requester.UNKNOWN));
    }

    @Test
    void onlyThePromptIsRequired() {
        assertThat(task("{\"prompt\":\" Calculate 6 × 7 \"}"))
                .isEqualTo(
                        submitted(
                                "kafka-3-42",
                                "default",
                                "Calculate 6 × 7",
                                TaskOptions.NONE,
                                Requester.UNKNOWN));
    }

    @Test
    void everyFieldOfASubmissionIsRead() {
        assertThat(
                        task(
                                """
                                {"id": "nightly-7", "pool": "Auditor", "prompt": "Check [model:x]",
                                 "model": "cheap", "thinking": "HIGH", "timeout": "10m", "retries": 0,
                                 "priority": "low", "requester": "cron", "files": []}
                                """))
                .isEqualTo(
                        submitted(
                                "nightly-7",
                                "auditor",
                                "Check [model:x]",
                                new TaskOptions(
                                        "cheap",
                                        Thinking.HIGH,
                                        Duration.ofMinutes(10),
                                        0,
                                        Priority.LOW),
                                new Requester("cron", "cron")));
    }

    @ParameterizedTest
    @CsvSource({
        "90, PT1M30S",
        "'\"90\"', PT1M30S",
        "'\"10m\"', PT10M",
        "'\"PT10M\"', PT10M",
        "'\"P1D\"', PT24H"
    })
    void timeoutsMayBeWrittenInSeveralForms(String json, Duration timeout) {
        assertThat(task("{\"prompt\":\"x\",\"timeout\":" + json + "}").options().timeout())
                .isEqualTo(timeout);
    }

    @Test
    void oldFieldNamesAndNumbersAsTextsAreRead() {
        TaskSubmitted task =
                task(
                        "{\"prompt\":\"x\",\"worker\":\"secretary\",\"id\":17,\"requester\":{\"id\":\"ci\"}}");
        assertThat(task.pool()).isEqualTo(new Pool("secretary"));
        assertThat(task.id()).isEqualTo(new TaskId("17"));
        assertThat(task.requester()).isEqualTo(new Requester("ci", "ci"));
    }

    @Test
    void filesThatAreStoredAlreadyMayBeReferredTo() {
        String file =
                "{\"name\":\"a.csv\",\"size\":3,\"sha256\":\"%s\",\"partition\":1,\"offset\":5,\"chunks\":1}"
                        .formatted("0".repeat(64));
        assertThat(task("{\"prompt\":\"x\",\"files\":[" + file + "]}").files())
                .isEqualTo(List.of(new FileRef("a.csv", 3, "0".repeat(64), 1, 5, 1)));
    }

    /** People read the reason in dead letters, so it is a sentence without class names. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | the record is empty",
                "' ' | the task is empty: there is nothing to do",
                "[model:cheap] | the task is empty: there is nothing to do",
                "a [thinking:hgih] | [thinking:hgih] is not understood. Allowed: off, minimal,",
                "{ | this is no JSON: Unexpected end-of-input: expected close marker for Object (start marker at line 1, column 1) (line 1, column 2)",
                "{broken | this is no JSON: Unexpected character ('b' (code 98)): was expecting double-quote to start field name (line 1, column 2)",
                "{\"prompt\":\"x\",\"timout\":\"5m\"} | unknown field \"timout\"; did you mean \"timeout\"?",
                "{\"prompt\":\"x\",\"prio\":\"high\"} | unknown field \"prio\"; did you mean \"priority\"?",
                "{\"prompt\":\"x\",\"max_retries\":1} | unknown field \"max_retries\"; did you mean \"retries\"?",
                "{\"prompt\":\"x\",\"requester\":\"a\",\"submittedAt\":1} | unknown field \"submittedAt\"; known are:",
                "{\"prompt\":\"a\"} b | this is no JSON: ",
                "{\"prompt\":\"a\"}{\"prompt\":\"b\"} | one JSON object is expected, and no more",
                "{} | field \"prompt\" is missing: there is nothing to do",
                "{\"prompt\":7} | field \"prompt\" must be a text",
                "{\"prompt\":null} | field \"prompt\" must be a text",
                "{\"prompt\":\" \"} | the task is empty: there is nothing to do",
                "{\"prompt\":{}} | field \"text\" is missing",
                "{\"prompt\":\"x\",\"id\":\"../x\"} | task id \"../x\" may only have letters",
                "{\"prompt\":\"x\",\"id\":{}} | field \"id\" must be a text",
                "{\"prompt\":\"x\",\"pool\":\"a b\"} | pool \"a b\" may only have letters",
                "{\"prompt\":\"x\",\"model\":\"a b\"} | model \"a b\" is no model's name",
                "{\"prompt\":\"x\",\"thinking\":\"hgih\"} | field \"thinking\": \"hgih\" is no thinking level; there are: off",
                "{\"prompt\":\"x\",\"thinking\":5} | field \"thinking\": \"5\" is no thinking level; there are: off",
                "{\"prompt\":\"x\",\"timeout\":\"soon\"} | field \"timeout\": \"soon\" is no time; write 90s, 10m or 2h",
                "{\"prompt\":\"x\",\"timeout\":\"PT\"} | field \"timeout\": \"PT\" is no time",
                "{\"prompt\":\"x\",\"timeout\":0} | timeout of 0 s is outside 1s to 24h",
                "{\"prompt\":\"x\",\"timeout\":1.5} | field \"timeout\": \"1.5\" is no time; write 90s, 10m or 2h",
                "{\"prompt\":\"x\",\"timeout\":99999999999999999999} | ",
                "{\"prompt\":\"x\",\"retries\":11} | retries 11 is outside 0 to 10",
                "{\"prompt\":\"x\",\"retries\":1.5} | field \"retries\" is not understood: ",
                "{\"prompt\":\"x\",\"retries\":[]} | field \"retries\" is not understood: a whole number is expected",
                "{\"prompt\":\"x\",\"retries\":99999999999} | field \"retries\" is not understood: the number is out of range",
                "{\"prompt\":\"x\",\"retries\":\"a\"} | field \"retries\" is not understood: \"a\" is no whole number",
                "{\"prompt\":\"x\",\"priority\":\"urgent\"} | field \"priority\": \"urgent\" is no priority; there are: high",
                "{\"prompt\":\"x\",\"files\":\"a\"} | field \"files\" must be a list",
                "{\"prompt\":\"x\",\"files\":[null]} | field \"files\" must hold objects",
                "{\"prompt\":\"x\",\"files\":[{\"name\":\"a\"}]} | field \"size\" is missing",
                "{\"type\":\"Nope\"} | type \"Nope\" is unknown here; known are: ApprovalGiven, CancelRequested,",
                "{\"type\":null} | field \"prompt\" is missing: there is nothing to do",
                "{\"type\":\"ApprovalGiven\",\"version\":\"2\"} | version \"2\" of ApprovalGiven is no whole number",
                "{\"type\":\"ApprovalGiven\",\"version\":4294967297} | version 4294967297 of ApprovalGiven is newer",
            })
    void anUnreadableRecordHasAReason(String value, String reason) {
        assertThat(unreadable(value.getBytes(StandardCharsets.UTF_8)))
                .startsWith(reason == null ? "" : reason)
                .isNotBlank()
                .doesNotContain("com.fasterxml")
                .doesNotContain("java.lang")
                .doesNotContain("Source:")
                .doesNotContain("dev.crayfleet");
    }

    @Test
    void pathTraversalAndTooManyFilesAreRefused() {
        assertThat(unreadable(withFiles(1, "../../x", 3)))
                .startsWith("\"../../x\" is no plain file");
        assertThat(unreadable(withFiles(33, "x", 3)))
                .isEqualTo("33 files are too many; a task carries at most 32");
        assertThat(unreadable(withFiles(3, "x", Limits.FILE_BYTES)))
                .isEqualTo(
                        "files of 25,165,824 bytes are too much; a task carries at most 16,777,216");
        assertThat(unreadable("é".repeat(8_193).getBytes(StandardCharsets.UTF_8)))
                .startsWith("the task has 16,386 bytes; a message carries at most 16,384.");
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        assertThat(unreadable(new byte[] {'a', (byte) 0xff, 'b'}))
                .startsWith("this is no UTF-8 text: byte 2 cannot be read. Save it as UTF-8");
        assertThat(codec.decodeTask(null, POSITION))
                .isEqualTo(new Decoded.Unreadable<>("the record is empty"));
        assertThat(codec.decodeRun("[]".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Decoded.Unreadable<>("a JSON object is expected"));
    }

    @Test
    void defaultsOfAnHttpSubmissionAreGivenByTheServer() {
        ForeignSubmission.Defaults defaults =
                new ForeignSubmission.Defaults(
                        new TaskId("t-9"),
                        new Origin.Http(),
                        new Requester("http:anonymous", "anonymous"),
                        AT);
        Decoded<ForeignSubmission.Submission> read =
                codec.decodeSubmission(
                        "{\"prompt\":\"x\",\"agent\":\"auditor\"}".getBytes(StandardCharsets.UTF_8),
                        null,
                        defaults);
        assertThat(read)
                .isEqualTo(
                        new Decoded.Readable<>(
                                new ForeignSubmission.Submission(
                                        new TaskSubmitted(
                                                defaults.id(),
                                                new Pool("auditor"),
                                                Prompt.of("x"),
                                                TaskOptions.NONE,
                                                List.of(),
                                                defaults.origin(),
                                                defaults.requester(),
                                                AT,
                                                null),
                                        null,
                                        null)));
    }

    @Test
    void aCapabilityIsForWhoeverRoutesIt() {
        ForeignSubmission.Defaults defaults =
                new ForeignSubmission.Defaults(
                        new TaskId("http-1"), new Origin.Http(), Requester.UNKNOWN, AT);
        assertThat(
                        new Codec()
                                .decodeSubmission(
                                        bytes("{\"prompt\":\"x\",\"needs\":\"Review\"}"),
                                        null,
                                        defaults))
                .isInstanceOfSatisfying(
                        Decoded.Readable.class,
                        read ->
                                assertThat(((ForeignSubmission.Submission) read.message()).needs())
                                        .isEqualTo("review"));
        for (String json :
                List.of(
                        "{\"prompt\":\"x\",\"needs\":\"a\",\"pool\":\"b\"}",
                        "{\"prompt\":\"x\",\"needs\":\"a b\"}",
                        "{\"prompt\":\"x\",\"needs\":[\"a\"]}")) {
            assertThat(new Codec().decodeSubmission(bytes(json), null, defaults))
                    .as(json)
                    .isInstanceOf(Decoded.Unreadable.class);
        }
        RecordPosition position = new RecordPosition(0, 7, AT);
        for (String record :
                List.of("x [needs:review]", "{\"prompt\":\"x\",\"needs\":\"review\"}")) {
            assertThat(new Codec().decodeTask(bytes(record), position))
                    .as(record)
                    .isInstanceOfSatisfying(
                            Decoded.Unreadable.class,
                            no -> assertThat(no.reason()).contains("a record names the agent"));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Every record is decoded to a message or a reason, never to an exception. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void mangledRecordsNeverThrow(long seed) {
        Random random = new Random(seed);
        List<byte[]> seeds =
                Samples.all().stream()
                        .map(sample ->
                                new String(
                                        codec.encodeRecord(sample.message()),
                                        StandardCharsets.UTF_8))
                        .map(json ->
                                "{\"type\":\"TaskSubmitted\",\"prompt\":\"a\"," + json.substring(1))
                        .map(json -> json.getBytes(StandardCharsets.UTF_8))
                        .toList();
        for (int i = 0; i < 5_000; i++) {
            byte[] wire = mangled(seeds.get(random.nextInt(seeds.size())).clone(), random);
            assertThat(codec.decodeTask(wire, POSITION)).isNotNull();
            assertThat(codec.decodeRun(wire)).isNotNull();
        }
    }

    private static byte[] mangled(byte[] wire, Random random) {
        String alphabet = "{}[]\":,0-eE.\\ntfu \u0000";
        for (int n = random.nextInt(4); n > 0; n--) {
            wire[random.nextInt(wire.length)] =
                    random.nextInt(10) == 0
                            ? (byte) random.nextInt(256)
                            : (byte) alphabet.charAt(random.nextInt(alphabet.length()));
        }
        return wire;
    }

    private static byte[] withFiles(int count, String name, int size) {
        String file =
                "{\"name\":\"%s\",\"size\":%d,\"sha256\":\"%s\",\"partition\":1,\"offset\":5,\"chunks\":%d}"
                        .formatted(name, size, "0".repeat(64), FileRef.chunksOf(size));
        return ("{\"prompt\":\"x\",\"files\":[" + (file + ",").repeat(count - 1) + file + "]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static TaskSubmitted submitted(
            String id, String pool, String prompt, TaskOptions options, Requester requester) {
        return new TaskSubmitted(
                new TaskId(id),
                new Pool(pool),
                Prompt.of(prompt),
                options,
                List.of(),
                new Origin.Kafka(3, 42),
                requester,
                AT,
                null);
    }

    private TaskSubmitted task(String value) {
        return switch (codec.decodeTask(value.getBytes(StandardCharsets.UTF_8), POSITION)) {
            case Decoded.Readable<TaskMessage>(TaskSubmitted task) -> task;
            case Decoded<TaskMessage> other -> throw new AssertionError("not a task: " + other);
        };
    }

    private String unreadable(byte[] value) {
        return switch (codec.decodeTask(value, POSITION)) {
            case Decoded.Unreadable<TaskMessage>(String reason) -> reason;
            case Decoded<TaskMessage> other -> throw new AssertionError("was read: " + other);
        };
    }
}
