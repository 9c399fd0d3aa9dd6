package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.crayfleet.contract.TaskMessage.TaskSubmitted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A traceparent is read exactly, or it is absent; nothing that stands in its place costs a task.
 */
class TraceParentTest {
    private static final String GOOD = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void isReadInItsParts() {
        TraceParent parsed = parsed(GOOD);
        assertThat(parsed.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(parsed.spanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(parsed.isSampled()).isTrue();
        assertThat(parsed).hasToString(GOOD);
        assertThat(parsed(GOOD.replaceAll("01$", "00")).isSampled()).isFalse();
        assertThat(parsed(GOOD.replaceAll("01$", "03")).isSampled()).isTrue();
        assertThat(parsed(GOOD.replaceAll("01$", "fe")).isSampled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "00",
                "00---",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-001",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0\n",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0A",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473\u0660-00f067aa0ba902b7-01",
                "00-${jndi:ldap://x}            4736-00f067aa0ba902b7-01",
            })
    void whatIsMalformedIsAbsent(String value) {
        assertThat(TraceParent.parse(value)).isNull();
        assertThat(TraceParent.parse(value.getBytes(StandardCharsets.UTF_8))).isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> new TraceParent(value));
    }

    @Test
    void headersThatAreAbsentOrDoubledOrLongAreAbsent() {
        assertThat(TraceParent.parse((String) null)).isNull();
        assertThat(TraceParent.parse((byte[]) null)).isNull();
        assertThat(TraceParent.parse(List.of())).isNull();
        assertThat(TraceParent.parse(List.of(GOOD, GOOD))).isNull();
        assertThat(TraceParent.parse(List.of(GOOD))).hasToString(GOOD);
        assertThat(TraceParent.parse(GOOD.repeat(100_000))).isNull();
        assertThat(TraceParent.parse(new byte[1_000_000])).isNull();
        assertThat(TraceParent.parse(GOOD.getBytes(StandardCharsets.US_ASCII))).hasToString(GOOD);
    }

    @Test
    void aRootIsSampledAndAChildIsOfItsTrace() {
        Random random = new Random(7);
        TraceParent root = TraceParent.root(random);
        TraceParent child = root.child(random);
        assertThat(root.isSampled()).isTrue();
        assertThat(child.traceId()).isEqualTo(root.traceId());
        assertThat(child.spanId()).isNotEqualTo(root.spanId());
        assertThat(child.isSampled()).isTrue();
        assertThat(TraceParent.root(random).traceId()).isNotEqualTo(root.traceId());
        TraceParent unsampled = parsed(GOOD.replaceAll("01$", "fe"));
        assertThat(unsampled.child(random).value()).endsWith("-00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "-1.5e300",
                "true",
                "null",
                "\"\"",
                "\"00-x\"",
                "[]",
                "[[{}], 1]",
                "{}",
                "{\"value\": \"x\", \"traceId\": {\"a\": [1]}}",
            })
    void whateverStandsThereInJsonCostsNoTask(String json) {
        Codec codec = new Codec();
        TaskSubmitted task = Samples.submitted();
        String wire = new String(codec.encode(task), StandardCharsets.UTF_8);
        String hostile = wire.replace("\"" + task.traceparent() + "\"", json);
        assertThat(hostile).isNotEqualTo(wire);
        assertThat(
                        codec.decodeTask(
                                hostile.getBytes(StandardCharsets.UTF_8),
                                new RecordPosition(0, 0, Instant.EPOCH)))
                .isEqualTo(new Decoded.Readable<>(task.withTraceparent(null)));
    }

    @Test
    void isNoPartOfWhatATaskAsks() {
        TaskSubmitted task = Samples.submitted();
        assertThat(TaskFingerprint.of(task.withTraceparent(null)))
                .isEqualTo(TaskFingerprint.of(task));
    }

    @Test
    void takesNoBytesWhereItIsAbsent() {
        assertThat(new Codec().encode(Samples.submitted().withTraceparent(null)))
                .asString(StandardCharsets.UTF_8)
                .doesNotContain("trace");
    }

    private static TraceParent parsed(String value) {
        return Objects.requireNonNull(TraceParent.parse(value));
    }
}
