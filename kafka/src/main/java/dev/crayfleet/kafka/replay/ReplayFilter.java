package dev.crayfleet.kafka.replay;

import dev.crayfleet.contract.FailureKind;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which ended tasks are meant. What is absent does not matter.
 *
 * @param statuses how they ended, at least one
 * @param since when they ended at the earliest
 * @param until when they ended at the latest, exclusive
 * @param reason a {@link FailureKind}'s word, or a part of the sentence that says why
 * @param pool that they were for
 * @param requester whose they were: an id or a name
 */
public record ReplayFilter(
        Set<TaskStatus> statuses,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String reason,
        @Nullable Pool pool,
        @Nullable String requester) {
    /**
     * @throws IllegalArgumentException with a sentence for people, if it can find nothing
     */
    public ReplayFilter {
        statuses = Set.copyOf(statuses);
        if (statuses.isEmpty()) {
            throw new IllegalArgumentException("say which tasks are meant: failed, or expired");
        }
        if (statuses.contains(TaskStatus.SUCCEEDED)) {
            throw new IllegalArgumentException(
                    "tasks that have succeeded are replayed one by one, by their ids");
        }
        if (since != null && until != null && !since.isBefore(until)) {
            throw new IllegalArgumentException(
                    "nothing ended since %s and until %s: the first is not before the second"
                            .formatted(since, until));
        }
        reason = blankToNull(reason);
        requester = blankToNull(requester);
    }

    boolean matches(TaskResult result) {
        return statuses.contains(result.status())
                && (since == null || !result.finishedAt().isBefore(since))
                && (until == null || result.finishedAt().isBefore(until))
                && (pool == null || pool.equals(result.pool()))
                && hasReason(result)
                && isOfRequester(result);
    }

    private boolean hasReason(TaskResult result) {
        if (reason == null) {
            return true;
        }
        String wanted = lower(reason);
        FailureKind failure = result.failure();
        boolean isKind = Arrays.stream(FailureKind.values()).anyMatch(k -> k.word().equals(wanted));
        if (failure != null && isKind) {
            return failure.word().equals(wanted);
        }
        String sentence = result.reason();
        return sentence != null && lower(sentence).contains(wanted);
    }

    private boolean isOfRequester(TaskResult result) {
        return requester == null
                || requester.equals(result.requester().id())
                || requester.equalsIgnoreCase(result.requester().name());
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
