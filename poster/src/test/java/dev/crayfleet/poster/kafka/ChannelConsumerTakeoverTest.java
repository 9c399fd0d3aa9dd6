package dev.crayfleet.poster.kafka;

import static dev.crayfleet.poster.kafka.ChannelConsumerFixture.IN_DOUBT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.poster.discord.InDoubtWindow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which records may have been posted by the previous owner of their partition. */
class ChannelConsumerTakeoverTest {
    private final ChannelConsumerFixture fixture = new ChannelConsumerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void onlyTheFirstRecordAfterATakeoverIsInDoubt() {
        fixture.consumer.assignPartition(0, 1, 2);
        fixture.run(3);
        assertThat(fixture.handler.inDoubt())
                .containsExactly(IN_DOUBT, InDoubtWindow.NONE, InDoubtWindow.NONE);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOTHING_TO_DO", "ALREADY_DONE"})
    void aRecordForWhichNothingWasPostedNowLeavesTheNextOneInDoubt(
            RecordHandler.HandlingResult first) {
        fixture.handler.resultOf =
                offset -> offset == 0 ? first : RecordHandler.HandlingResult.DONE;
        fixture.consumer.assignPartition(0, 1, 2);
        fixture.run(3);
        assertThat(fixture.handler.inDoubt())
                .containsExactly(IN_DOUBT, IN_DOUBT, InDoubtWindow.NONE);
    }

    @Test
    void theFirstRecordAfterASecondTakeoverIsInDoubtAgain() {
        fixture.consumer.assignPartition(0, 1);
        fixture.run(2);
        fixture.consumer.revokePartition();
        fixture.consumer.assignPartition(2, 3);
        fixture.await(4);
        assertThat(fixture.handler.inDoubt())
                .containsExactly(IN_DOUBT, InDoubtWindow.NONE, IN_DOUBT, InDoubtWindow.NONE);
    }
}
