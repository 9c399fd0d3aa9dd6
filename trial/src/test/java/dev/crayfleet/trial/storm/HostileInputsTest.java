package dev.crayfleet.trial.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HostileInputsTest {
    @Test
    void aTaskWithoutAnIdGetsOneFromItsPosition() {
        assertThat(HostileSender.idOf("crayfleet.tasks-11@4210")).isEqualTo("kafka-11-4210");
    }

    @Test
    void theSeedChangesOnlyTheOrder() {
        List<String> one = names(1);

        assertThat(names(1)).isEqualTo(one);
        assertThat(names(2)).isNotEqualTo(one).containsExactlyInAnyOrderElementsOf(one);
        assertThat(one).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    private static List<String> names(long seed) {
        return HostileDelivery.all(seed).stream()
                .map(HostileDelivery::label)
                .collect(Collectors.toList());
    }
}
