package dev.crayfleet.poster.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.poster.Samples;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRendererTest {
    private static final TaskId ID = new TaskId("t-1");

    @Test
    void aClaimIsACheckMarkAndAMessage() {
        List<DiscordAction> actions =
                EventRenderer.actions(Samples.claimed(ID, new Origin.Discord("1", "2")));
        assertThat(actions).first().isEqualTo(new DiscordAction.React("1", "2", "✅"));
        assertThat(text(actions.getLast())).isEqualTo("📌 **CLAIMED** `t-1` by `runner-1`");
        assertThat(EventRenderer.actions(Samples.claimed(ID, new Origin.Http()))).hasSize(1);
    }

    @Test
    void aTaskThatNobodyServesIsAnsweredWhereItWasPosted() {
        Instant expires = Samples.AT.plusSeconds(86_400);
        TaskEvent.TaskUnserved event =
                unserved(new Pool("auditr"), new Origin.Discord("1", "2"), expires);
        assertThat(EventRenderer.actions(event))
                .singleElement()
                .isInstanceOfSatisfying(
                        DiscordAction.Reply.class,
                        reply -> {
                            assertThat(reply.channelId()).isEqualTo("1");
                            assertThat(reply.messageId()).isEqualTo("2");
                            assertThat(reply.post().content())
                                    .isEqualTo(
                                            "⏳ No runner serves the agent `auditr`, so this task waits: `t-1`. It is done when one does, or expires <t:%d:R>. Is the name right?"
                                                    .formatted(expires.getEpochSecond()));
                        });
        assertThat(
                        EventRenderer.actions(
                                unserved(Pool.DEFAULT, new Origin.Discord("1", "2"), expires)))
                .as("the name of the default agent was not given by anybody")
                .singleElement()
                .isInstanceOfSatisfying(
                        DiscordAction.Reply.class,
                        reply ->
                                assertThat(reply.post().content())
                                        .endsWith("Has a runner been started, and its agent?"));
        assertThat(EventRenderer.actions(unserved(Pool.DEFAULT, new Origin.Http(), expires)))
                .isEmpty();
    }

    @Test
    void aTaskThatNoRunnerCanRunIsNotSaidToBeMistyped() {
        TaskEvent.TaskUnserved event =
                new TaskEvent.TaskUnserved(
                        ID,
                        new Pool("auditor"),
                        new Origin.Discord("1", "2"),
                        Requester.UNKNOWN,
                        Samples.AT,
                        Samples.AT,
                        AgentMode.RESTRICTED);
        assertThat(EventRenderer.actions(event))
                .singleElement()
                .isInstanceOfSatisfying(
                        DiscordAction.Reply.class,
                        reply ->
                                assertThat(reply.post().content())
                                        .contains(
                                                "`auditor` has no runner that can run it restricted")
                                        .doesNotContain("name right"));
    }

    private static TaskEvent.TaskUnserved unserved(Pool pool, Origin origin, Instant expiresAt) {
        return new TaskEvent.TaskUnserved(
                ID, pool, origin, Requester.UNKNOWN, expiresAt, Samples.AT);
    }

    @Test
    void aSpawnedAgentIsAMessageOfFourLines() {
        assertThat(onlyText(Samples.spawned(ID, "Calculate\n`25 × 4` " + "x".repeat(99))))
                .isEqualTo(
                        """
                        🤖 **AGENT SPAWNED**
                        Task: `Calculate '25 × 4' %s…`
                        Agent ID: `agent-1763719200-ab12`
                        Worker: openclaw on `runner-1`\
                        """
                                .formatted("x".repeat(40)));
    }

    @Test
    void eachEndOfAnAgentHasItsText() {
        assertThat(onlyText(Samples.finished(ID, TaskStatus.SUCCEEDED, null)))
                .isEqualTo("✅ Agent agent-1763719200-ab12 finished");
        assertThat(onlyText(Samples.finished(ID, TaskStatus.FAILED, "no `money`")))
                .isEqualTo("❌ Agent agent-1763719200-ab12 failed: `no 'money'`");
        assertThat(onlyText(Samples.finished(ID, TaskStatus.CANCELLED, null))).startsWith("🛑");
        assertThat(onlyText(Samples.finished(ID, TaskStatus.EXPIRED, null))).startsWith("⌛");
    }

    @Test
    void eachEventOfARunnerHasItsText() {
        Pool pool = Pool.DEFAULT;
        assertThat(onlyText(new TaskEvent.RunnerReady(Samples.HOLDER, pool, 2, Samples.AT)))
                .isEqualTo("🟢 **READY** `runner-1`, pool `default`, 2 slots");
        assertThat(
                        onlyText(
                                new TaskEvent.RunnerQuarantined(
                                        Samples.HOLDER,
                                        pool,
                                        5,
                                        "disk full",
                                        Samples.AT,
                                        Samples.AT)))
                .startsWith("🟠 **QUARANTINED** `runner-1`, pool `default`: 5 tasks in a row")
                .endsWith(":R>: `disk full`");
        assertThat(onlyText(new TaskEvent.RunnerRecovered(Samples.HOLDER, pool, Samples.AT)))
                .isEqualTo("🟢 **RECOVERED** `runner-1`, pool `default`");
        assertThat(onlyText(new TaskEvent.RunnerDrains(Samples.HOLDER, pool, Samples.AT)))
                .contains("DRAINING");
        assertThat(onlyText(new TaskEvent.RunnerGone(Samples.HOLDER, pool, "stopped", Samples.AT)))
                .isEqualTo("⚪ **GONE** `runner-1`, pool `default`: `stopped`");
        assertThat(
                        onlyText(
                                new TaskEvent.RunnerLost(
                                        Samples.HOLDER, pool, 1, "silent", Samples.AT)))
                .isEqualTo("🔴 **LOST** `runner-1`, pool `default`, with 1 running: `silent`");
    }

    @Test
    void aRetrySaysWhenItIsDue() {
        assertThat(onlyText(retry(Samples.AT.plusSeconds(2))))
                .isEqualTo("🔁 **RETRY** `t-1` after attempt 1, <t:1795255202:R>: `503`");
        assertThat(onlyText(retry(Samples.AT)))
                .isEqualTo("🔁 **RETRY** `t-1` after attempt 1, at once: `503`");
    }

    private static TaskEvent retry(Instant notBefore) {
        return new TaskEvent.RetryScheduled(
                ID, Pool.DEFAULT, 1, FailureKind.TRANSIENT, "503", notBefore, Samples.AT);
    }

    @Test
    void theSameEventIsRenderedToTheSamePost() {
        assertThat(EventRenderer.actions(Samples.spawned(ID, "p")))
                .isEqualTo(EventRenderer.actions(Samples.spawned(ID, "p")));
        assertThat(nonce(Samples.spawned(ID, "p")))
                .hasSizeLessThanOrEqualTo(25)
                .isNotEqualTo(nonce(Samples.finished(ID, TaskStatus.SUCCEEDED, null)));
    }

    private static String nonce(TaskEvent event) {
        return EventRenderer.actions(event).getFirst()
                        instanceof DiscordAction.SendMessage(var channel, Post post)
                ? post.nonce()
                : "";
    }

    private static String onlyText(TaskEvent event) {
        List<DiscordAction> actions = EventRenderer.actions(event);
        assertThat(actions).hasSize(1);
        return text(actions.getFirst());
    }

    private static String text(DiscordAction action) {
        return action
                                instanceof
                                DiscordAction.SendMessage(
                                        DiscordAction.TargetChannel channel,
                                        Post post)
                        && channel == DiscordAction.TargetChannel.WORKER_POOL
                ? post.content()
                : "";
    }
}
