package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadableTimesTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource({
        "-PT5S, 0 s",
        "PT0S, 0 s",
        "PT0.000001S, 1 ms",
        "PT0.02S, 20 ms",
        "PT0.1S, 0.1 s",
        "PT0.96S, 1 s",
        "PT1.24S, 1.2 s",
        "PT15S, 15 s",
        "PT59.99S, 59.9 s",
        "PT1M, 1 min",
        "PT3M5.9S, 3 min 5 s",
        "PT30M, 30 min",
        "PT2H, 2 h",
        "PT2H5M, 2 h 5 min",
        "PT24H, 24 h",
        "P7D, 7 days",
        "P7DT3H, 7 days 3 h",
        "PT9223372036854775807S, 106751991167300 days 15 h"
    })
    void aDurationHasItsTwoLargestUnits(Duration time, String text) {
        assertThat(ReadableTimes.duration(time)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, just now",
        "PT-0.9S, just now",
        "PT-12S, 12 s ago",
        "PT-3M5S, 2 min ago",
        "PT-26H, 26 h ago",
        "P-9D, 9 days ago",
        "PT90S, in 1 min"
    })
    void aMomentIsToldByItsDistance(Duration from, String text) {
        assertThat(ReadableTimes.ago(NOW.plus(from), NOW)).isEqualTo(text);
    }

    @Test
    void aClockTimeIsLocalAndHasADateOnOtherDays() {
        Instant lastNight = NOW.minus(Duration.ofHours(4));
        assertThat(ReadableTimes.clock(lastNight, NOW, ZoneOffset.UTC))
                .isEqualTo("2026-01-01 23:04:05");
        assertThat(ReadableTimes.clock(lastNight, NOW, ZoneId.of("Europe/Berlin")))
                .isEqualTo("00:04:05");
    }
}
