package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crayfleet.broker.EmbeddedKafka;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.kafka.DeadLetter;
import dev.crayfleet.kafka.KafkaSettings;
import dev.crayfleet.kafka.TopicSetup;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dead-letters} over a real broker. */
class DeadLettersIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;
    private EmbeddedKafka kafka;
    private EndedTasks topics;

    private record Call(int exitCode, String out, String err) {}

    @BeforeEach
    void start() {
        kafka = EmbeddedKafka.start(folder, 0);
        KafkaSettings settings = KafkaSettings.of(kafka.bootstrap());
        TopicSetup.ensure(settings, "test", Duration.ofSeconds(30));
        topics = new EndedTasks(settings);
    }

    @AfterEach
    void stop() {
        topics.close();
        kafka.close();
    }

    @Test
    void aLetterGoesBackOnceAsItCame() throws Exception {
        long number = letter(Topics.TASKS, 3, 42, "Calculate 1 + 1", "no runner serves pool x");
        assertThat(call("list").out())
                .contains("NUMBER", "crayfleet.tasks-3@42", "open", "no runner serves pool x")
                .contains("Calculate 1 + 1");
        assertThat(call("show", Long.toString(number)).out())
                .contains("State     open", "Header    mine=kept", "Calculate 1 + 1");
        assertThat(call("replay", "--all").err()).contains("Put it back? There is no terminal");
        assertThat(call("replay", "--all", "--dry-run").exitCode()).isZero();
        assertThat(topics.records(Topics.TASKS)).isEmpty();

        Call replay = call("replay", Long.toString(number), "--yes");
        assertThat(replay.exitCode()).as(replay.err()).isZero();
        assertThat(replay.out()).contains("put %d back: crayfleet.tasks-".formatted(number));
        ConsumerRecord<String, byte[]> back = topics.records(Topics.TASKS).getFirst();
        assertThat(text(back)).isEqualTo("Calculate 1 + 1");
        assertThat(back.key()).isEqualTo("some key");
        assertThat(EndedTasks.header(back, "mine")).isEqualTo("kept");
        assertThat(EndedTasks.header(back, Topics.HEADER_LETTER)).isEqualTo("" + number);
        assertThat(EndedTasks.header(back, Topics.HEADER_REASON)).isNull();

        assertThat(call("list").out()).contains("no dead letters");
        assertThat(call("list", "--all").out()).contains("replayed");
        assertThat(call("show", Long.toString(number)).out())
                .contains("State     replayed by ", "it lies at crayfleet.tasks-");
        Call second = call("replay", Long.toString(number), "--yes");
        assertThat(second.exitCode()).isEqualTo(CommandLines.REFUSED);
        assertThat(second.err()).contains("was replayed by", "--again insists");
        assertThat(call("replay", "--all", "--yes").out()).contains("no dead letters");
        assertThat(topics.records(Topics.TASKS)).hasSize(1);
        assertThat(call("replay", Long.toString(number), "--again", "--yes").exitCode()).isZero();
        assertThat(topics.records(Topics.TASKS)).hasSize(2);
    }

    @Test
    void manyCallsAtTheSameTimePutEachBackOnce() throws Exception {
        for (int i = 0; i < 250; i++) {
            letter(Topics.TASKS, 0, i, "task " + i, "refused");
        }
        List<Call> calls =
                IntStream.range(0, 3)
                        .mapToObj(i ->
                                CompletableFuture.supplyAsync(
                                        () -> call("replay", "--all", "--yes")))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();
        // One of them is not disturbed by any other; the rest may have been, and is done by hand.
        assertThat(calls).anyMatch(each -> each.exitCode() == 0 || each.exitCode() == 2);
        call("replay", "--all", "--yes");
        assertThat(topics.records(Topics.TASKS))
                .extracting(DeadLettersIT::text)
                .hasSize(250)
                .doesNotHaveDuplicates();
    }

    @Test
    void whatCannotGoBackIsToldAndWhatIsDroppedIsNotListed() throws Exception {
        long broken =
                letter(Topics.TASKS, 0, 1, "{\"prompt\": \"x\", \"timeout\": \"soon\"}", "bad");
        long claim = letter(Topics.CLAIMS, 0, 2, "{}", "forged");
        long fine = letter(Topics.TASKS, 0, 3, "Calculate 2 + 2", "fine");
        Call replay = call("replay", "--all", "--yes");
        assertThat(replay.exitCode()).isEqualTo(CommandLines.REFUSED);
        assertThat(replay.err())
                .contains("dead letter %d is not put back: it would come back".formatted(broken))
                .contains("\"soon\" is no time", "--edit")
                .contains("it was on \"crayfleet.claims\", from which nothing is put back");
        assertThat(replay.out()).contains("put %d back".formatted(fine));
        assertThat(topics.records(Topics.TASKS)).hasSize(1);
        assertThat(topics.records(Topics.CLAIMS)).isEmpty();

        assertThat(call("drop", "--reason", "forged", "--yes").out()).contains("dropped " + claim);
        assertThat(call("drop", Long.toString(claim), "--yes").err())
                .contains("was dropped before");
        assertThat(call("drop", "987654", "--yes").exitCode()).isEqualTo(CommandLines.REFUSED);
        JsonNode open = JSON.readTree(call("list", "--json").out());
        assertThat(open).hasSize(1);
        assertThat(open.get(0).path("number").asLong()).isEqualTo(broken);
        JsonNode all = JSON.readTree(call("list", "--all", "--json").out());
        assertThat(all.findValuesAsText("state")).containsExactly("open", "dropped", "replayed");
        assertThat(call("list", "--topic", "results").out()).contains("no dead letters");
        assertThat(call("replay").err()).contains("say which dead letters");
        assertThat(call().err()).contains("list, show, replay or drop");
        assertThat(call("show", "987654").err()).contains("there is no dead letter 987654");
    }

    @Test
    void whatIsEditedGoesBackAndNothingElse() throws Exception {
        long number =
                letter(Topics.TASKS, 0, 1, "{\"prompt\": \"x\", \"timeout\": \"soon\"}", "bad");
        String edited = "replay " + number + " --edit --yes";
        Call failed = callWithEditor("exit 3", edited);
        assertThat(failed.exitCode()).isEqualTo(CommandLines.REFUSED);
        assertThat(failed.err()).contains("editor.sh ended with 3, so nothing is done");
        Call emptied = callWithEditor(": > \"$1\"", edited);
        assertThat(emptied.exitCode()).isEqualTo(CommandLines.REFUSED);
        assertThat(emptied.err()).contains("nothing was written, so nothing is done");
        Call unchanged = callWithEditor("exit 0", edited);
        assertThat(unchanged.exitCode()).isEqualTo(CommandLines.REFUSED);
        assertThat(unchanged.err())
                .contains("dead letter %d is not put back: ".formatted(number))
                .contains("\"soon\" is no time");
        assertThat(topics.records(Topics.TASKS)).isEmpty();
        assertThat(call("list").out()).contains("open");

        // The first try is wrong too, so the editor is opened once more.
        Call mended =
                callWithEditor(
                        "if grep -q soon \"$1\"; then sed -i s/soon/later/ \"$1\"; else sed -i s/later/2m/ \"$1\"; fi",
                        edited);
        assertThat(mended.exitCode()).as(mended.err()).isZero();
        assertThat(mended.err()).contains("\"later\" is no time");
        assertThat(mended.out()).contains("put %d back: crayfleet.tasks-".formatted(number));
        ConsumerRecord<String, byte[]> back = topics.records(Topics.TASKS).getFirst();
        assertThat(text(back)).isEqualTo("{\"prompt\": \"x\", \"timeout\": \"2m\"}");
        assertThat(back.key()).isEqualTo("some key");
        assertThat(EndedTasks.header(back, "mine")).isEqualTo("kept");
        assertThat(call("list", "--all").out()).contains("replayed");

        // Text that could go back as it is does so, also where the editor was closed without a
        // change.
        long fine = letter(Topics.TASKS, 0, 2, "Calculate 1 + 1", "fine by now");
        Call closed = callWithEditor("exit 0", "replay " + fine + " -e --yes");
        assertThat(closed.exitCode()).as(closed.err()).isZero();
        assertThat(topics.records(Topics.TASKS))
                .extracting(DeadLettersIT::text)
                .containsExactlyInAnyOrder(text(back), "Calculate 1 + 1");
    }

    /** In a process of its own, because the editor is named by its environment. */
    private Call callWithEditor(String script, String arguments) throws Exception {
        Path editor = Files.writeString(folder.resolve("editor.sh"), "#!/bin/sh\n" + script + "\n");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder command =
                new ProcessBuilder(
                        Stream.of(
                                        Stream.of(
                                                Path.of(
                                                                System.getProperty("java.home"),
                                                                "bin",
                                                                "java")
                                                        .toString(),
                                                "-XX:TieredStopAtLevel=1",
                                                "-cp",
                                                System.getProperty("java.class.path"),
                                                Crayfleet.class.getName(),
                                                "dead-letters"),
                                        Stream.of(arguments.split(" ")),
                                        Stream.of("--bootstrap", kafka.bootstrap()))
                                .flatMap(each -> each)
                                .toList());
        command.environment().remove("VISUAL");
        command.environment().put("EDITOR", "sh " + editor);
        Process process =
                command.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the command ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Call(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private long letter(Topics topic, int partition, long offset, String value, String reason)
            throws Exception {
        List<Header> own =
                List.of(
                        new RecordHeader("mine", "kept".getBytes(StandardCharsets.UTF_8)),
                        new RecordHeader("crayfleet-letter", "7".getBytes(StandardCharsets.UTF_8)));
        DeadLetter letter =
                DeadLetter.of(
                        new DeadLetter.Place(topic.topic(), partition, offset),
                        null,
                        null,
                        own,
                        reason);
        return topics.send(
                        new ProducerRecord<>(
                                Topics.DEAD_LETTERS.topic(),
                                null,
                                null,
                                "some key",
                                value.getBytes(StandardCharsets.UTF_8),
                                letter.headers()))
                .offset();
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private Call call(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Stream<String> where =
                arguments.length == 0
                        ? Stream.empty()
                        : Stream.of("--bootstrap", kafka.bootstrap());
        int exitCode =
                Crayfleet.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(
                                Stream.of(Stream.of("dead-letters"), Stream.of(arguments), where)
                                        .flatMap(each -> each)
                                        .toArray(String[]::new));
        return new Call(exitCode, out.toString(), err.toString());
    }
}
