package dev.crayfleet.dispatcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadableDurationTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 s",
        "PT59.9S, 59 s",
        "PT1M, 1 min",
        "PT59M59S, 59 min",
        "PT1H, 1 h",
        "PT1H30M, 1 h 30 min",
        "PT24H, 24 h",
        "PT168H, 168 h"
    })
    void isWrittenForPeople(Duration duration, String text) {
        assertThat(ReadableDuration.of(duration)).isEqualTo(text);
    }
}
