package dev.crayfleet.poster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Topics;
import dev.crayfleet.emulator.DiscordEmulator;
import dev.crayfleet.emulator.EmulatorConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A poster that takes over partitions whose previous owner died at an unfortunate moment. */
class TakeoverIT extends PosterIntegrationTest {
    private static final String GET_MESSAGES = "GET /channels/{channel_id}/messages";

    private final Codec codec = new Codec();

    @Test
    void aRestartBetweenPostAndCommitPostsOnce() throws Exception {
        // The record is older than its post, the post is too old for its nonce, and the channel has
        // more messages since the record than a search looks through.
        discord.close();
        MovableClock clock = new MovableClock(Clock.systemUTC(), Duration.ofMinutes(-10));
        discord = DiscordEmulator.start(EmulatorConfig.inMemory().withClock(clock));
        for (int i = 0; i < 1_100; i++) {
            discord.postAs(discord.userToken(), "results", "chat " + i);
        }
        RecordMetadata position;
        try (PosterHarness harness = start()) {
            position = sendOldResult(harness, id);
            harness.awaitText("results", id.value());
        }
        undoCommit(position);
        clock.move(Duration.ofMinutes(10));
        TaskId next = new TaskId(id + "-next");
        try (PosterHarness harness = start()) {
            sendOldResult(harness, next);
            harness.awaitText("results", next.value());
        }
        assertThat(postsAbout(id)).hasSize(1);
        assertThat(postsAbout(next)).hasSize(1);
    }

    @Test
    void oldRecordsThatAreNotInDoubtArePostedWithoutASearch() {
        List<TaskId> ids =
                IntStream.range(0, 12).mapToObj(i -> new TaskId("late-" + i + "-" + id)).toList();
        try (PosterHarness harness = start()) {
            harness.sendResult(Samples.calculated(id));
            harness.awaitText("results", id.value());
            discord.faults().on(GET_MESSAGES).serverError(500, 1_000);
            ids.forEach(each -> sendOldResult(harness, each));
            ids.forEach(each -> harness.awaitText("results", each.value()));
            assertThat(ids).allMatch(each -> postsAbout(each).size() == 1);
        }
    }

    @Test
    void aRecordThatWasStartedThreeTimesIsGivenUp() throws Exception {
        RecordMetadata position;
        try (PosterHarness harness = start()) {
            position = sendOldResult(harness, id);
            harness.awaitText("results", id.value());
        }
        commit(position, "begun=3");
        TaskId next = new TaskId(id + "-next");
        try (PosterHarness harness = start();
                DeadLetters deadLetters = new DeadLetters(bootstrap())) {
            harness.awaitText("results", "[UNKNOWN] " + id + " by nobody");
            assertThat(deadLetters.awaitReason(position)).contains("3 times in a row");
            sendOldResult(harness, next);
            harness.awaitText("results", next.value());
        }
    }

    /** A result that was recorded long ago, in the partition of the test's task. */
    private RecordMetadata sendOldResult(PosterHarness harness, TaskId task) {
        return harness.send(
                Topics.RESULTS,
                id.value(),
                codec.encode(Samples.calculated(task)),
                Instant.now().minus(Duration.ofMinutes(30)));
    }

    /** As if the poster had died before it committed that record. */
    private void undoCommit(RecordMetadata record) throws Exception {
        commit(record, "");
    }

    private void commit(RecordMetadata record, String metadata) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            admin.alterConsumerGroupOffsets(
                            "crayfleet-poster",
                            Map.of(
                                    new TopicPartition(record.topic(), record.partition()),
                                    new OffsetAndMetadata(record.offset(), metadata)))
                    .all()
                    .get(20, TimeUnit.SECONDS);
        }
    }
}
