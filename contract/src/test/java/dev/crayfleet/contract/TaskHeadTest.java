package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskHeadTest {
    @Test
    void saysWhatARecordIsAbout() {
        assertThat(
                        head(
                                "{\"prompt\": {\"id\": \"x\"}, \"id\": \"a\", \"files\": [{\"id\": \"y\"}]}"))
                .contains(new TaskHead("a", null));
        assertThat(
                        head(
                                "{\"type\": \"TaskSubmitted\", \"id\": \"a-replay-1\", \"replayOf\": \"a\"}"))
                .contains(new TaskHead("a-replay-1", "a"));
        assertThat(head("{\"prompt\": \"do it\"}")).contains(new TaskHead(null, null));
    }

    @Test
    void aForeignRecordRepeatsNothing() {
        assertThat(head("{\"id\": \"a\", \"replayOf\": \"b\"}")).contains(new TaskHead("a", null));
    }

    @Test
    void anIdMayBeANumberAndABlankOneIsNone() {
        for (String id : new String[] {"42", "\"42\"", "\"\"", "\"  \"", "null"}) {
            String task = "{\"id\": %s, \"prompt\": \"do it\"}".formatted(id);
            RecordPosition at = new RecordPosition(3, 7, Samples.AT);
            byte[] value = task.getBytes(StandardCharsets.UTF_8);
            String known =
                    new Codec().decodeTask(value, at)
                                    instanceof
                                    Decoded.Readable<TaskMessage>(
                                            TaskMessage.TaskSubmitted submitted)
                            ? submitted.id().value()
                            : "unreadable";
            String found = head(task).orElseThrow().id();
            assertThat(found == null ? "kafka-3-7" : found).as(task).isEqualTo(known);
        }
    }

    @Test
    void messagesOfOursAreRead() {
        for (Samples.Sample sample : Samples.all()) {
            if (sample.message() instanceof TaskMessage.TaskSubmitted message) {
                TaskHead head = TaskHead.of(new Codec().encode(message)).orElseThrow();
                assertThat(head.id()).isEqualTo(message.id().value());
                TaskId replayOf = message.replayOf();
                assertThat(head.replayOf()).isEqualTo(replayOf == null ? null : replayOf.value());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "do it", "[1]", "{\"id\": \"a\"", "{\"id\": 7, 8}", "{\"id\"", "\"a\""})
    void whatIsNoObjectHasNoHead(String text) {
        assertThat(head(text)).isEmpty();
    }

    @Test
    void whatIsNestedDeeplyIsGivenUp() {
        assertThat(head("{\"a\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}")).isEmpty();
        assertThat(TaskHead.of(null)).isEmpty();
    }

    private static Optional<TaskHead> head(String text) {
        return TaskHead.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
