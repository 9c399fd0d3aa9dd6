package dev.crayfleet.poster.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UnreadableRecordFinderTest {
    private static final TopicPartition ONE = new TopicPartition("crayfleet.results", 1);
    private static final TopicPartition ELEVEN = new TopicPartition("crayfleet.results", 11);
    private static final List<TopicPartition> ASSIGNED = List.of(ONE, ELEVEN);

    private final UnreadableRecordFinder reads = new UnreadableRecordFinder();

    @Test
    void theConsumerSaysWhichPartition() {
        assertThat(UnreadableRecordFinder.partition(stuck(ELEVEN, null), ASSIGNED))
                .contains(ELEVEN);
        assertThat(UnreadableRecordFinder.partition(stuck(ONE, null), ASSIGNED)).contains(ONE);
        assertThat(UnreadableRecordFinder.partition(stuck(ONE, null), List.of(ELEVEN))).isEmpty();
    }

    @Test
    void noRecordIsToBlameForKafka() {
        assertThat(
                        UnreadableRecordFinder.partition(
                                new TimeoutException("away from " + ONE + "."), ASSIGNED))
                .isEmpty();
    }

    @Test
    void noneIsToBlameForALibraryThatCannotBeLoaded() {
        Throwable library =
                new NoClassDefFoundError("Could not initialize class org.xerial.snappy.Snappy");
        assertThat(UnreadableRecordFinder.partition(stuck(ONE, library), ASSIGNED)).isEmpty();
    }

    @Test
    void aRecordIsReadAgainBeforeItIsGivenUp() {
        assertThat(reads.isEnough(ONE, 5)).isFalse();
        assertThat(reads.isEnough(ONE, 5)).isFalse();
        assertThat(reads.isEnough(ELEVEN, 5)).isFalse();
        assertThat(reads.isEnough(ONE, 5)).isFalse();
        assertThat(reads.isEnough(ONE, 5)).isFalse();
        assertThat(reads.isEnough(ONE, 5)).isTrue();
    }

    @Test
    void theRestOfItsBatchIsNot() {
        reads.isEnough(ONE, 5);
        reads.isEnough(ONE, 5);
        assertThat(reads.isEnough(ONE, 5)).isTrue();
        assertThat(reads.isEnough(ONE, 6)).isTrue();
        assertThat(reads.isEnough(ONE, 7)).isTrue();
        assertThat(reads.isEnough(ONE, 9)).isFalse();
    }

    private static KafkaException stuck(TopicPartition where, @Nullable Throwable cause) {
        return new KafkaException(
                "Received exception when fetching the next record from "
                        + where
                        + ". If needed, please seek past the record to continue consumption.",
                cause);
    }
}
