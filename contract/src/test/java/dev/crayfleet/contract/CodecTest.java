package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodecTest {
    private static final RecordPlace PLACE =
            new RecordPlace(3, 42, Instant.parse("2026-01-02T03:04:05Z"));

    private final Codec codec = new Codec();

    @Test
    void aTaskComesBackAsItWas() {
        TaskSubmitted task =
                new TaskSubmitted(
                        new TaskId("t-1"),
                        Pool.DEFAULT,
                        Prompt.of("Calculate 25 × 4"),
                        new TaskOptions("cheap", Thinking.LOW, Duration.ofMinutes(10), 0, null),
                        List.of(),
                        new Origin.Discord("1", "2"),
                        new Requester("discord:7", "Ada"),
                        Instant.parse("2026-01-02T03:04:05Z"),
                        null);
        byte[] wire = codec.encode(task);
        assertThat(new String(wire, StandardCharsets.UTF_8))
                .startsWith("{\"type\":\"TaskSubmitted\",\"version\":1,\"id\":\"t-1\"")
                .contains("\"model\":\"cheap\",\"thinking\":\"low\",\"timeout\":\"PT10M\"");
        assertThat(codec.decodeTask(wire, PLACE)).isEqualTo(new Decoded.Readable<>(task));
    }

    @Test
    void foreignTextAndJsonAreTasks() {
        assertThat(foreign("Calculate 6 × 7 [thinking:low]"))
                .isInstanceOfSatisfying(
                        Decoded.Readable.class,
                        r ->
                                assertThat(((TaskSubmitted) r.message()).id().value())
                                        .isEqualTo("kafka-3-42"));
        assertThat(foreign("{\"prompt\":\"hi\",\"timeout\":\"10m\",\"model\":\"cheap\",\"x\":1}"))
                .isInstanceOfSatisfying(
                        Decoded.Readable.class,
                        r ->
                                assertThat(((TaskSubmitted) r.message()).options().timeout())
                                        .isEqualTo(Duration.ofMinutes(10)));
        assertThat(foreign("{broken")).asString().contains("no JSON");
        assertThat(foreign("{\"prompt\":\"\"}")).asString().contains("the task is empty");
        assertThat(foreign("{\"prompt\":\"x\",\"thinking\":\"hgih\"}"))
                .asString()
                .contains("no thinking level");
        assertThat(foreign("{\"type\":\"TaskSubmitted\",\"id\":\"a\"}"))
                .asString()
                .contains("missing");
        assertThat(foreign("{\"type\":\"Nope\"}")).asString().contains("unknown here");
    }

    private Decoded<TaskMessage> foreign(String text) {
        return codec.decodeTask(text.getBytes(StandardCharsets.UTF_8), PLACE);
    }
}
