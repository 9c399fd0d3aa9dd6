package dev.crayfleet.poster.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrikesTest {
    @Test
    void threeStartsWithoutAnEndAreEnough() {
        Strikes first = Strikes.of(7, new OffsetAndMetadata(7));
        Strikes second = Strikes.of(7, first.begun());
        Strikes third = Strikes.of(7, second.begun());
        Strikes fourth = Strikes.of(7, third.begun());
        assertThat(first.out()).isFalse();
        assertThat(second.out()).isFalse();
        assertThat(third.out()).isFalse();
        assertThat(fourth.out()).isTrue();
        assertThat(Strikes.of(7, fourth.begun()).out()).isTrue();
    }

    @Test
    void aStartThatWasUnharmedCountsNothing() {
        Strikes second = Strikes.of(7, Strikes.of(7, null).begun());
        assertThat(second.count()).isEqualTo(1);
        assertThat(Strikes.of(7, second.unharmed())).isEqualTo(second);
        assertThat(Strikes.of(7, null).unharmed()).isEqualTo(new OffsetAndMetadata(7));
    }

    @Test
    void anotherRecordBeginsAnew() {
        assertThat(Strikes.of(8, new Strikes(7, 2).begun()).count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "begun=", "begun=-1", "begun=x", "begun=99999999999", "tries=3"})
    void whatIsNotOursCountsNothing(String metadata) {
        assertThat(Strikes.of(7, new OffsetAndMetadata(7, metadata)).count()).isZero();
    }
}
