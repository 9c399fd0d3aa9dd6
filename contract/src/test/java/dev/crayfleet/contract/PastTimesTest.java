package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PastTimesTest {
    private static final Instant NOW = Instant.parse("2026-01-10T12:00:00Z");
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    @Test
    void readsWhatPeopleWrite() {
        Map.of(
                        "90s", "2026-01-10T11:58:30Z",
                        " 10m ", "2026-01-10T11:50:00Z",
                        "2 h", "2026-01-10T10:00:00Z",
                        "3d", "2026-01-07T12:00:00Z",
                        "2026-01-02", "2026-01-01T23:00:00Z",
                        "2026-01-02 15:00", "2026-01-02T14:00:00Z",
                        "2026-01-02T15:00:30", "2026-01-02T14:00:30Z",
                        "2026-01-02T15:00:30.125Z", "2026-01-02T15:00:30.125Z",
                        "2026-01-02T15:00+02:00", "2026-01-02T13:00:00Z")
                .forEach((text, expected) ->
                        assertThat(PastTimes.parse(text, NOW, ZONE))
                                .as(text)
                                .isEqualTo(Instant.parse(expected)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "soon", "2", "2w", "-2h", "9999999d", "2026-13-01", "2026-01-02T25:00"})
    void saysWhatCanBeWritten(String text) {
        assertThatThrownBy(() -> PastTimes.parse(text, NOW, ZONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no time; write 90s, 10m, 2h or 3d");
    }

    @Test
    void aLongTextTakesNoTime() {
        assertThatThrownBy(() -> PastTimes.parse("2".repeat(1_000_000), NOW, ZONE))
                .hasMessageContaining("is no time");
    }
}
