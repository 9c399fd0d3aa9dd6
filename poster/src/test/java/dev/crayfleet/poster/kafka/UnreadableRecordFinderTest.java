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

    private final UnreadableRecordFinder finder = new UnreadableRecordFinder();

    @Test
    void findsThePartitionInTheConsumersMessage() {
        assertThat(UnreadableRecordFinder.findPartition(stuck(ELEVEN, null), ASSIGNED))
                .contains(ELEVEN);
        assertThat(UnreadableRecordFinder.findPartition(stuck(ONE, null), ASSIGNED)).contains(ONE);
        assertThat(UnreadableRecordFinder.findPartition(stuck(ONE, null), List.of(ELEVEN)))
                .isEmpty();
    }

    @Test
    void noRecordIsToBlameForATimeout() {
        assertThat(
                        UnreadableRecordFinder.findPartition(
                                new TimeoutException("away from " + ONE + "."), ASSIGNED))
                .isEmpty();
    }

    @Test
    void noRecordIsToBlameForALibraryThatCannotBeLoaded() {
        Throwable library =
                new NoClassDefFoundError("Could not initialize class org.xerial.snappy.Snappy");
        assertThat(UnreadableRecordFinder.findPartition(stuck(ONE, library), ASSIGNED)).isEmpty();
    }

    @Test
    void aRecordIsGivenUpAtTheThirdTryInARow() {
        assertThat(finder.isToBeGivenUp(ONE, 5)).isFalse();
        assertThat(finder.isToBeGivenUp(ONE, 5)).isFalse();
        assertThat(finder.isToBeGivenUp(ELEVEN, 5)).isFalse();
        assertThat(finder.isToBeGivenUp(ONE, 5)).isFalse();
        assertThat(finder.isToBeGivenUp(ONE, 5)).isFalse();
        assertThat(finder.isToBeGivenUp(ONE, 5)).isTrue();
    }

    @Test
    void theRestOfItsBatchIsGivenUpAtTheFirstTry() {
        finder.isToBeGivenUp(ONE, 5);
        finder.isToBeGivenUp(ONE, 5);
        assertThat(finder.isToBeGivenUp(ONE, 5)).isTrue();
        assertThat(finder.isToBeGivenUp(ONE, 6)).isTrue();
        assertThat(finder.isToBeGivenUp(ONE, 7)).isTrue();
        assertThat(finder.isToBeGivenUp(ONE, 9)).isFalse();
    }

    private static KafkaException stuck(TopicPartition partition, @Nullable Throwable cause) {
        return new KafkaException(
                "Received exception when fetching the next record from "
                        + partition
                        + ". If needed, please seek past the record to continue consumption.",
                cause);
    }
}
