package dev.crayfleet.dispatcher.ledger;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks are asked for.
 *
 * @param state as in {@link TaskView}
 * @param pool by name
 * @param requester by id
 * @param model a part of the model's name that ran or was asked for, in any case
 * @param since tasks that were submitted since then or, where they have ended, ended since then
 * @param limit at most so many, 1 to 1000
 */
public record TaskFilter(
        Optional<String> state,
        Optional<String> pool,
        Optional<String> requester,
        Optional<String> model,
        Optional<Instant> since,
        int limit) {
    public static final int MAX_LIMIT = 1_000;

    /** All tasks. */
    public static TaskFilter all(int limit) {
        return new TaskFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit);
    }

    public TaskFilter withState(String wanted) {
        return new TaskFilter(Optional.of(wanted), pool, requester, model, since, limit);
    }

    public TaskFilter withModel(String wanted) {
        return new TaskFilter(state, pool, requester, Optional.of(wanted), since, limit);
    }

    public TaskFilter withSince(Instant wanted) {
        return new TaskFilter(state, pool, requester, model, Optional.of(wanted), limit);
    }

    boolean accepts(TaskEntry task) {
        return matches(state, TaskViews.stateName(task.state()))
                && matches(requester, task.requester())
                && hasModel(task.options().model())
                && isRecent(task.submitted().submittedAt());
    }

    boolean accepts(FinishedTask task) {
        TaskDigest digest = task.digest();
        return matches(state, task.status().word())
                && matches(requester, task.requester().id())
                && hasModel(digest == null ? null : digest.model())
                && isRecent(task.finishedAt());
    }

    boolean acceptsPool(String name) {
        return matches(pool, name);
    }

    /** Whether many of a queue may have to be looked at for the few that are meant. */
    boolean isSelective() {
        return requester.isPresent() || model.isPresent() || since.isPresent();
    }

    private boolean hasModel(@Nullable String name) {
        return model.isEmpty()
                || name != null
                        && name.toLowerCase(Locale.ROOT)
                                .contains(model.get().toLowerCase(Locale.ROOT));
    }

    private boolean isRecent(Instant at) {
        return since.isEmpty() || !at.isBefore(since.get());
    }

    private static boolean matches(Optional<String> wanted, String value) {
        return wanted.isEmpty() || wanted.get().equals(value);
    }
}
