package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.FleetEvent;
import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.RunnerId;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.poster.rendering.DiscordAction.React;
import dev.crayfleet.poster.rendering.DiscordAction.Reply;
import dev.crayfleet.poster.rendering.DiscordAction.SendMessage;
import dev.crayfleet.poster.rendering.DiscordAction.TargetChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as a check mark on the task's message or an answer to it, as a message in #worker-pool,
 * or as nothing.
 */
public final class EventRenderer {
    private static final String CLAIMED_EMOJI = "✅";
    private static final int MAX_PROMPT_CHARS = 60;

    private EventRenderer() {}

    /** What is done for an event, in order; may be nothing. */
    public static List<DiscordAction> actions(TaskEvent event) {
        return switch (event) {
            case TaskEvent.OfTask ofTask -> actionsForTask(ofTask);
            case FleetEvent ofFleet -> FleetEventRenderer.actions(ofFleet);
            case TaskEvent.OfRunner ofRunner ->
                    sendMessage(
                            Nonce.of(
                                    ofRunner.getClass().getSimpleName(),
                                    ofRunner.holder(),
                                    ofRunner.pool(),
                                    ofRunner.at()),
                            runnerText(ofRunner));
        };
    }

    private static List<DiscordAction> actionsForTask(TaskEvent.OfTask event) {
        return switch (event) {
            case TaskEvent.TaskQueued e -> List.of();
            case TaskEvent.QueueMoved e -> List.of();
            case TaskEvent.TaskUnserved e -> unserved(e);
            case TaskEvent.TaskRequestRefused e -> refused(e);
            case TaskEvent.DuplicateIgnored e -> List.of();
            case TaskEvent.TaskProgressed e -> List.of();
            case TaskEvent.StaleRunIgnored e -> List.of();
            case TaskEvent.SlotLent e -> List.of();
            case TaskEvent.TaskDelegated e ->
                    sendMessage(Nonce.of("TaskDelegated", e.child(), e.at()), delegated(e));
            case TaskEvent.DelegationRefused e ->
                    sendMessage(
                            Nonce.of("DelegationRefused", e.id(), e.at().getEpochSecond()),
                            delegationRefused(e));
            case TaskEvent.ApprovalAwaited e -> sendMessage(e, 0, approvalAwaited(e));
            case TaskEvent.TaskClaimed e -> claimed(e);
            case TaskEvent.AgentSpawned e -> sendMessage(e, e.attempt(), spawned(e));
            case TaskEvent.RetryScheduled e -> sendMessage(e, e.attempt(), retry(e));
            case TaskEvent.TaskFinished e ->
                    e.agent() == null
                            ? List.of()
                            : sendMessage(
                                    e, e.attempt(), finished(e.status(), e.agent(), e.reason()));
        };
    }

    private static String runnerText(TaskEvent.OfRunner event) {
        RunnerId runner = event.holder().runner();
        Pool pool = event.pool();
        return switch (event) {
            case TaskEvent.RunnerReady e ->
                    "🟢 **READY** `%s`, pool `%s`, %d %s"
                            .formatted(runner, pool, e.slots(), e.slots() == 1 ? "slot" : "slots");
            case TaskEvent.RunnerQuarantined e ->
                    "🟠 **QUARANTINED** `%s`, pool `%s`: %d tasks in a row failed on it; it is tried again %s%s"
                            .formatted(
                                    runner,
                                    pool,
                                    e.failures(),
                                    Markup.relativeTime(e.until()),
                                    Markup.colonAndReason(e.reason()));
            case TaskEvent.DelegationDenied e ->
                    "🛑 **DENIED** on `%s`, pool `%s`: somebody wanted to delegate%s"
                            .formatted(runner, pool, Markup.colonAndReason(e.reason()));
            case TaskEvent.RunnerRecovered e ->
                    "🟢 **RECOVERED** `%s`, pool `%s`".formatted(runner, pool);
            case TaskEvent.RunnerDrains e ->
                    "🟡 **DRAINING** `%s`, pool `%s`: it takes no more work"
                            .formatted(runner, pool);
            case TaskEvent.RunnerGone e ->
                    "⚪ **GONE** `%s`, pool `%s`%s"
                            .formatted(runner, pool, Markup.colonAndReason(e.reason()));
            case TaskEvent.RunnerLost e ->
                    "🔴 **LOST** `%s`, pool `%s`, with %d running%s"
                            .formatted(
                                    runner, pool, e.attempts(), Markup.colonAndReason(e.reason()));
        };
    }

    private static String approvalAwaited(TaskEvent.ApprovalAwaited event) {
        List<String> by = event.approvers();
        return "✋ **APPROVAL** `%s` of `%s`, pool `%s`, waits for %s"
                .formatted(
                        event.id(),
                        Markup.inlineName(event.requester().name()),
                        event.pool(),
                        by == null
                                ? "a person's word"
                                : "the word of the role `%s`".formatted(String.join("` or `", by)));
    }

    /** Only where the task was posted: elsewhere its requester asks, and is told. */
    private static List<DiscordAction> unserved(TaskEvent.TaskUnserved event) {
        String expiry = Markup.relativeTime(event.expiresAt());
        String text =
                event.mode() != null
                        ? "⏳ The agent `%s` has no runner that can run it %s, so this task waits: `%s`. It is done when one can, or expires %s. Its runners have to be upgraded."
                                .formatted(event.pool(), event.mode().word(), event.id(), expiry)
                        : "⏳ No runner serves the agent `%s`, so this task waits: `%s`. It is done when one does, or expires %s. %s"
                                .formatted(
                                        event.pool(),
                                        event.id(),
                                        expiry,
                                        event.pool().equals(Pool.DEFAULT)
                                                ? "Has a runner been started, and its agent?"
                                                : "Is the name right?");
        return reply(event.origin(), Nonce.of("TaskUnserved", event.id(), event.at()), text);
    }

    /** Whoever asks something of a task that is there, asks a service, which tells them. */
    private static List<DiscordAction> refused(TaskEvent.TaskRequestRefused event) {
        return event.action().equals("submit")
                ? reply(
                        event.origin(),
                        Nonce.of("TaskRequestRefused", event.id(), event.at()),
                        "🛑 This is not done" + Markup.colonAndReason(event.reason()))
                : List.of();
    }

    private static List<DiscordAction> reply(@Nullable Origin origin, String nonce, String text) {
        return origin instanceof Origin.Discord(String channelId, String messageId)
                ? List.of(new Reply(channelId, messageId, new Post(nonce, text, List.of())))
                : List.of();
    }

    private static List<DiscordAction> claimed(TaskEvent.TaskClaimed event) {
        String text =
                "📌 **CLAIMED** `%s` by `%s`%s"
                        .formatted(
                                event.id(),
                                event.holder().runner(),
                                event.attempt() == 1 ? "" : ", attempt " + event.attempt());
        DiscordAction message = sendMessage(event, event.attempt(), text).getFirst();
        return event.origin() instanceof Origin.Discord(String channelId, String messageId)
                ? List.of(new React(channelId, messageId, CLAIMED_EMOJI), message)
                : List.of(message);
    }

    private static String delegated(TaskEvent.TaskDelegated event) {
        return "📨 **DELEGATED** `%s` to the agent `%s`, by `%s` for `%s`"
                .formatted(event.child(), event.agent(), event.pool(), event.id());
    }

    private static String delegationRefused(TaskEvent.DelegationRefused event) {
        return "🛑 **REFUSED** to `%s` for `%s`: to delegate to `%s`%s"
                .formatted(
                        event.pool(),
                        event.id(),
                        Markup.inlineName(event.agent()),
                        Markup.colonAndReason(event.reason()));
    }

    private static String spawned(TaskEvent.AgentSpawned event) {
        String task = CodeBlocks.inline(event.prompt());
        return """
        🤖 **AGENT SPAWNED**
        Task: `%s`
        Agent ID: `%s`
        Worker: %s on `%s`\
        """
                .formatted(
                        task.isEmpty() ? event.id() : Limits.cut(task, MAX_PROMPT_CHARS),
                        Markup.inlineName(event.agent()),
                        Markup.nameOrCode(event.executor()),
                        event.holder().runner());
    }

    private static String finished(TaskStatus status, String agent, @Nullable String reason) {
        String name = Markup.nameOrCode(agent);
        return switch (status) {
            case SUCCEEDED -> "✅ Agent %s finished".formatted(name);
            case FAILED -> "❌ Agent %s failed%s".formatted(name, Markup.colonAndReason(reason));
            case CANCELLED ->
                    "🛑 Agent %s cancelled%s".formatted(name, Markup.colonAndReason(reason));
            case EXPIRED -> "⌛ Agent %s expired%s".formatted(name, Markup.colonAndReason(reason));
        };
    }

    private static String retry(TaskEvent.RetryScheduled event) {
        boolean waits = event.notBefore().isAfter(event.at());
        return "🔁 **RETRY** `%s` after attempt %d, %s%s"
                .formatted(
                        event.id(),
                        event.attempt(),
                        waits ? Markup.relativeTime(event.notBefore()) : "at once",
                        Markup.colonAndReason(event.reason()));
    }

    private static List<DiscordAction> sendMessage(
            TaskEvent.OfTask event, int attempt, String text) {
        return sendMessage(Nonce.of(event.getClass().getSimpleName(), event.id(), attempt), text);
    }

    private static List<DiscordAction> sendMessage(String nonce, String text) {
        return List.of(
                new SendMessage(TargetChannel.WORKER_POOL, new Post(nonce, text, List.of())));
    }
}
