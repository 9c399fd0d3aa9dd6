package dev.crayfleet.poster.kafka;

import static dev.crayfleet.poster.kafka.ChannelConsumerFixture.IN_DOUBT;
import static dev.crayfleet.poster.kafka.ChannelConsumerFixture.PARTITION;
import static dev.crayfleet.poster.kafka.ChannelConsumerFixture.awaitLatch;
import static dev.crayfleet.poster.kafka.ChannelConsumerFixture.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.poster.kafka.FakeHandler.Handled;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Errors, unreadable records and the order of posts and commits. */
class ChannelConsumerTest {
    private final ChannelConsumerFixture fixture = new ChannelConsumerFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aRecordThatNoConsumerCanReadIsGivenUp() {
        fixture.consumer.unreadableOffset = 0;
        fixture.consumer.assignPartition();
        fixture.consumer.schedulePollTask(() -> fixture.consumer.addRecord(record(1)));
        fixture.channelConsumer.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> fixture.consumer.committedOffset == 2);
        assertThat(fixture.handler.givenUp)
                .singleElement()
                .asString()
                .startsWith("0 its bytes cannot be read from Kafka")
                .contains("it is invalid");
        assertThat(fixture.handler.handled).extracting(Handled::offset).containsExactly(1L);
    }

    @Test
    void noRecordIsGivenUpWhenALibraryIsMissing() {
        fixture.consumer.error =
                new NoClassDefFoundError("Could not initialize class org.xerial.snappy.Snappy");
        fixture.consumer.assignPartition(0);
        fixture.channelConsumer.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> fixture.channelConsumer.problem().isPresent());
        fixture.consumer.error = null;
        fixture.await(1);
        assertThat(fixture.handler.givenUp).isEmpty();
        assertThat(fixture.channelConsumer.problem()).isEmpty();
    }

    @Test
    void goesOnAfterAnError() {
        fixture.consumer.error = new StackOverflowError();
        fixture.consumer.assignPartition(0);
        fixture.channelConsumer.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> fixture.channelConsumer.problem().isPresent());
        assertThat(fixture.channelConsumer.problem().orElseThrow())
                .contains("results cannot read from Kafka");
        fixture.consumer.error = null;
        fixture.await(1);
        assertThat(fixture.channelConsumer.problem()).isEmpty();
    }

    @Test
    void theNextRecordIsHandledAfterTheLastOneIsCommitted() {
        fixture.consumer.failingCommits.set(3);
        fixture.consumer.assignPartition(0, 1, 2);
        fixture.run(3);
        assertThat(fixture.handler.handled.stream().map(Handled::committedOffset))
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void aResultThatComesAfterThePartitionIsLostDoesNotCount() {
        CountDownLatch revoked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        fixture.handler.resultOf =
                offset -> {
                    if (offset == 1 && revoked.getCount() > 0) {
                        assertThat(awaitLatch(revoked)).isTrue();
                        answered.countDown();
                    }
                    return RecordHandler.HandlingResult.DONE;
                };
        fixture.consumer.assignPartition(0, 1);
        fixture.channelConsumer.start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() -> fixture.handler.handled.size() == 2);
        fixture.consumer.schedulePollTask(() -> {
            revoked.countDown();
            assertThat(awaitLatch(answered)).isTrue();
            fixture.consumer.rebalance(List.of());
            fixture.consumer.rebalance(List.of(PARTITION));
            fixture.consumer.addRecord(record(1));
        });
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .until(() ->
                        fixture.handler.handled.size() == 3
                                && fixture.consumer.committedOffset == 2);
        assertThat(fixture.handler.handled.getLast()).isEqualTo(new Handled(1, IN_DOUBT, 1));
    }
}
