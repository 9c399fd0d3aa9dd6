package dev.crayfleet.poster.kafka;

import static dev.crayfleet.poster.kafka.ChannelConsumerFixture.PARTITION;
import static dev.crayfleet.poster.kafka.ChannelConsumerFixture.awaitLatch;
import static dev.crayfleet.poster.kafka.ChannelConsumerFixture.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.poster.kafka.FakeHandler.Handled;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a record that kills its process is found: its start is committed before it is handled. */
class ChannelConsumerCrashTest {
    private final ChannelConsumerFixture fixture = new ChannelConsumerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theFirstRecordsAreCommittedAsStartedBeforeTheyAreHandled() {
        fixture.consumer.assignPartition(0, 1);
        fixture.run(2);
        fixture.consumer.schedulePollTask(() -> fixture.consumer.addRecord(record(2)));
        fixture.await(3);
        assertThat(fixture.consumer.commits)
                .containsExactly(
                        offset(0, "begun=1"),
                        offset(1, ""),
                        offset(1, "begun=1"),
                        offset(2, ""),
                        offset(3, ""));
    }

    @Test
    void aRecordThatWasStartedThreeTimesIsGivenUp() {
        fixture.consumer.commitSync(Map.of(PARTITION, offset(0, "begun=3")), Duration.ZERO);
        fixture.consumer.assignPartition(0, 1);
        fixture.channelConsumer.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> fixture.consumer.committedOffset == 2);
        assertThat(fixture.handler.givenUp)
                .singleElement()
                .asString()
                .isEqualTo(
                        "0 the processes that started it ended without finishing it, 3 times in a row");
        assertThat(fixture.handler.handled).extracting(Handled::offset).containsExactly(1L);
    }

    @Test
    void aRecordThatWasStartedTwiceIsHandledOnceMore() {
        fixture.consumer.commitSync(Map.of(PARTITION, offset(0, "begun=2")), Duration.ZERO);
        fixture.consumer.assignPartition(0);
        fixture.run(1);
        assertThat(fixture.consumer.commits).contains(offset(0, "begun=3")).endsWith(offset(1, ""));
        assertThat(fixture.handler.givenUp).isEmpty();
    }

    @Test
    void aRecordThatCausesAnOutOfMemoryErrorIsGivenUpAfterThreeStarts() {
        fixture.recordsOfNewConsumers = new long[] {0, 1};
        fixture.handler.resultOf =
                offset -> {
                    if (offset == 0) {
                        throw new OutOfMemoryError("made up");
                    }
                    return RecordHandler.HandlingResult.DONE;
                };
        fixture.channelConsumer.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> fixture.consumer.committedOffset == 2);
        assertThat(fixture.handler.handled)
                .extracting(Handled::offset)
                .containsExactly(0L, 0L, 0L, 1L);
        assertThat(fixture.handler.givenUp).hasSize(1);
    }

    @Test
    void waitingForTheLoginIsNoStart() {
        fixture.handler.ready = false;
        CountDownLatch polled = new CountDownLatch(2);
        fixture.consumer.assignPartition(0);
        fixture.consumer.schedulePollTask(() -> {});
        fixture.consumer.schedulePollTask(polled::countDown);
        fixture.consumer.schedulePollTask(polled::countDown);
        fixture.channelConsumer.start();
        assertThat(awaitLatch(polled)).isTrue();
        assertThat(fixture.consumer.commits).isEmpty();
        assertThat(fixture.handler.handled).isEmpty();
        fixture.handler.ready = true;
        fixture.await(1);
    }

    @Test
    void theStartOfARecordThatWaitsIsUndone() {
        fixture.handler.blocked = new CountDownLatch(1);
        fixture.handler.waiting = true;
        fixture.consumer.assignPartition(0);
        fixture.channelConsumer.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> fixture.consumer.commits.size() == 2);
        assertThat(fixture.consumer.commits).containsExactly(offset(0, "begun=1"), offset(0, ""));
        fixture.handler.blocked.countDown();
        fixture.await(1);
    }

    @Test
    void theStartOfARecordThatIsStoppedIsUndone() {
        fixture.handler.blocked = new CountDownLatch(1);
        fixture.consumer.assignPartition(0);
        fixture.channelConsumer.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> fixture.handler.handled.size() == 1);
        fixture.channelConsumer.close();
        assertThat(fixture.consumer.commits).containsExactly(offset(0, "begun=1"), offset(0, ""));
    }

    private static OffsetAndMetadata offset(long offset, String metadata) {
        return new OffsetAndMetadata(offset, metadata);
    }
}
