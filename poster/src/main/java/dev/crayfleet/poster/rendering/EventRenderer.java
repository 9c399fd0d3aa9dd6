package dev.crayfleet.poster.rendering;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.poster.rendering.DiscordAction.React;
import dev.crayfleet.poster.rendering.DiscordAction.Room;
import dev.crayfleet.poster.rendering.DiscordAction.Say;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an event looks like: a check mark on the message, a line in #worker-pool, or nothing. */
public final class EventRenderer {
    private static final String CLAIMED = "✅";
    private static final int PROMPT_CHARS = 60;
    private static final int REASON_CHARS = 300;
    private static final int NAME_CHARS = 128;
    private static final Instant FIRST_TIME = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LAST_TIME = Instant.parse("2500-01-01T00:00:00Z");

    private EventRenderer() {}

    /** What is done for an event, in order; may be nothing. */
    public static List<DiscordAction> actions(TaskEvent event) {
        return switch (event) {
            case TaskEvent.TaskQueued e -> List.of();
            case TaskEvent.QueueMoved e -> List.of();
            case TaskEvent.ApprovalAwaited e ->
                    say(
                            e,
                            0,
                            "✋ **APPROVAL** `%s` of `%s`, pool `%s`, waits for a person's word"
                                    .formatted(
                                            e.id(),
                                            CodeBlocks.inline(e.requester().name(), NAME_CHARS),
                                            e.pool()));
            case TaskEvent.DuplicateIgnored e -> List.of();
            case TaskEvent.TaskProgressed e -> List.of();
            case TaskEvent.StaleRunIgnored e -> List.of();
            case TaskEvent.TaskClaimed e -> claimed(e);
            case TaskEvent.AgentSpawned e -> say(e, e.attempt(), spawned(e));
            case TaskEvent.RetryScheduled e -> say(e, e.attempt(), retry(e));
            case TaskEvent.TaskFinished e ->
                    e.agent() == null
                            ? List.of()
                            : say(e, e.attempt(), finished(e.status(), e.agent(), e.reason()));
            case TaskEvent.RunnerReady e ->
                    say(
                            e,
                            "🟢 **READY** `%s`, pool `%s`, %d %s"
                                    .formatted(
                                            e.holder().runner(),
                                            e.pool(),
                                            e.slots(),
                                            e.slots() == 1 ? "slot" : "slots"));
            case TaskEvent.RunnerQuarantined e ->
                    say(
                            e,
                            "🟠 **QUARANTINED** `%s`, pool `%s`: %d tasks in a row failed on it; it is tried again %s%s"
                                    .formatted(
                                            e.holder().runner(),
                                            e.pool(),
                                            e.failures(),
                                            when(e.until()),
                                            why(e.reason())));
            case TaskEvent.RunnerRecovered e ->
                    say(
                            e,
                            "🟢 **RECOVERED** `%s`, pool `%s`"
                                    .formatted(e.holder().runner(), e.pool()));
            case TaskEvent.RunnerDrains e ->
                    say(
                            e,
                            "🟡 **DRAINING** `%s`, pool `%s`: it takes no more work"
                                    .formatted(e.holder().runner(), e.pool()));
            case TaskEvent.RunnerGone e ->
                    say(
                            e,
                            "⚪ **GONE** `%s`, pool `%s`%s"
                                    .formatted(e.holder().runner(), e.pool(), why(e.reason())));
            case TaskEvent.RunnerLost e ->
                    say(
                            e,
                            "🔴 **LOST** `%s`, pool `%s`, with %d running%s"
                                    .formatted(
                                            e.holder().runner(),
                                            e.pool(),
                                            e.attempts(),
                                            why(e.reason())));
        };
    }

    private static List<DiscordAction> claimed(TaskEvent.TaskClaimed event) {
        String line =
                "📌 **CLAIMED** `%s` by `%s`%s"
                        .formatted(
                                event.id(),
                                event.holder().runner(),
                                event.attempt() == 1 ? "" : ", attempt " + event.attempt());
        DiscordAction say = say(event, event.attempt(), line).getFirst();
        return event.origin() instanceof Origin.Discord(String channel, String message)
                ? List.of(new React(channel, message, CLAIMED), say)
                : List.of(say);
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
                        task.isEmpty() ? event.id() : Limits.cut(task, PROMPT_CHARS),
                        CodeBlocks.inline(event.agent(), NAME_CHARS),
                        word(event.executor()),
                        event.holder().runner());
    }

    private static String finished(TaskStatus status, String agent, @Nullable String reason) {
        String name = word(agent);
        return switch (status) {
            case SUCCEEDED -> "✅ Agent %s finished".formatted(name);
            case FAILED -> "❌ Agent %s failed%s".formatted(name, why(reason));
            case CANCELLED -> "🛑 Agent %s cancelled%s".formatted(name, why(reason));
            case EXPIRED -> "⌛ Agent %s expired%s".formatted(name, why(reason));
        };
    }

    private static String retry(TaskEvent.RetryScheduled event) {
        boolean waits = event.notBefore().isAfter(event.at());
        return "🔁 **RETRY** `%s` after attempt %d, %s%s"
                .formatted(
                        event.id(),
                        event.attempt(),
                        waits ? when(event.notBefore()) : "at once",
                        why(event.reason()));
    }

    /** What Discord shows as a time from now; it knows none far from today. */
    private static String when(Instant at) {
        return at.isAfter(FIRST_TIME) && at.isBefore(LAST_TIME)
                ? "<t:%d:R>".formatted(at.getEpochSecond())
                : "at a time that cannot be shown";
    }

    /** A name outside of code; in code where Discord would make something of it. */
    private static String word(String name) {
        String line = CodeBlocks.inline(name, NAME_CHARS);
        return line.codePoints().allMatch(EventRenderer::isPlain) ? line : "`" + line + "`";
    }

    private static boolean isPlain(int c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '.';
    }

    /** In code, so that nothing in it is formatted or pings. */
    private static String why(@Nullable String reason) {
        String text = reason == null ? "" : CodeBlocks.inline(reason);
        return text.isEmpty() ? "" : ": `" + Limits.cut(text, REASON_CHARS) + "`";
    }

    private static List<DiscordAction> say(TaskEvent.OfTask event, int attempt, String line) {
        return say(Nonce.of(event.getClass().getSimpleName(), event.id(), attempt), line);
    }

    private static List<DiscordAction> say(TaskEvent.OfRunner event, String line) {
        return say(
                Nonce.of(
                        event.getClass().getSimpleName(), event.holder(), event.pool(), event.at()),
                line);
    }

    private static List<DiscordAction> say(String nonce, String line) {
        return List.of(new Say(Room.WORKER_POOL, new Post(nonce, line, List.of())));
    }
}
