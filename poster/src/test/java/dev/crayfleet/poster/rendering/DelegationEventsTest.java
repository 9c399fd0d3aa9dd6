package dev.crayfleet.poster.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Codec;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.poster.Samples;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DelegationEventsTest {
    private static final TaskId PARENT = new TaskId("parent");

    @Test
    void eachDelegationOfOneAttemptHasAPostOfItsOwn() {
        assertThat(
                        IntStream.range(0, 20)
                                .mapToObj(number ->
                                        post(
                                                new TaskEvent.TaskDelegated(
                                                        PARENT,
                                                        new Pool("manager"),
                                                        1,
                                                        PARENT.child(1, number + 1),
                                                        new Pool("auditor"),
                                                        "Check it",
                                                        "",
                                                        Samples.AT)))
                                .map(Post::nonce)
                                .distinct())
                .hasSize(20);
    }

    @Test
    void aDelegationSaysWhoDoesWhatForWhom() {
        TaskEvent event =
                new TaskEvent.TaskDelegated(
                        PARENT,
                        new Pool("manager"),
                        1,
                        PARENT.child(1, 1),
                        new Pool("auditor"),
                        "Check it",
                        "",
                        Samples.AT);
        assertThat(post(event).content())
                .isEqualTo(
                        "📨 **DELEGATED** `parent-d1-1` to the agent `auditor`, by `manager` for `parent`");
        assertThat(new Codec().encode(event)).isNotEmpty();
    }

    @Test
    void ofRefusalsOneASecondPassesForEachTask() {
        RefusalThrottle throttle = new RefusalThrottle();
        TaskEvent first = refused(PARENT, "a", Samples.AT);
        assertThat(throttle.admits(first)).isTrue();
        assertThat(throttle.admits(first)).as("the same one, read again").isTrue();
        assertThat(throttle.admits(refused(PARENT, "b", Samples.AT.plusMillis(999)))).isFalse();
        assertThat(throttle.admits(refused(new TaskId("other"), "a", Samples.AT))).isTrue();
        assertThat(throttle.admits(refused(PARENT, "b", Samples.AT.plusSeconds(1)))).isTrue();
        assertThat(throttle.admits(denied("x", Samples.AT))).isTrue();
        assertThat(throttle.admits(denied("y", Samples.AT))).isFalse();
        assertThat(throttle.admits(Samples.spawned(PARENT, "p"))).isTrue();
        assertThat(throttle.admits(Samples.spawned(PARENT, "q"))).isTrue();
    }

    /** After a restart, Discord knows by the nonce that there was one in that second. */
    @Test
    void refusalsOfOneSecondAreOnePostForDiscord() {
        assertThat(post(refused(PARENT, "a", Samples.AT)).nonce())
                .isEqualTo(post(refused(PARENT, "b", Samples.AT.plusMillis(1))).nonce())
                .isNotEqualTo(post(refused(PARENT, "a", Samples.AT.plusSeconds(1))).nonce());
    }

    private static TaskEvent refused(TaskId parent, String agent, Instant at) {
        return new TaskEvent.DelegationRefused(
                parent, new Pool("manager"), 1, agent, "agent", "it may not", "", at);
    }

    private static TaskEvent denied(String reason, Instant at) {
        return new TaskEvent.DelegationDenied(
                Samples.HOLDER, new Pool("manager"), null, reason, at);
    }

    private static Post post(TaskEvent event) {
        assertThat(EventRenderer.actions(event)).hasSize(1);
        return ((DiscordAction.SendMessage) EventRenderer.actions(event).getFirst()).post();
    }
}
