package dev.crayfleet.dispatcher.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.crayfleet.contract.PastTimes;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.kafka.replay.ReplayFilter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to replay many tasks.
 *
 * @param status how the tasks ended: {@code failed}, {@code expired}
 * @param since as {@link PastTimes} reads it, UTC where nothing else is said
 * @param until the same
 * @param reason a kind of failure, or a part of the reason
 * @param pool whose the tasks were
 * @param requester of the tasks, by id or name
 * @param options of the new tasks, instead of the old ones, where they say something
 * @param limit how many at most
 * @param dryRun whether nothing is done
 * @param again whether tasks are replayed that were before
 * @param by who asks
 */
record ReplaysBody(
        List<TaskStatus> status,
        @Nullable String since,
        @Nullable String until,
        @Nullable String reason,
        @Nullable String pool,
        @Nullable String requester,
        @JsonUnwrapped TaskOptions options,
        @Nullable Integer limit,
        @Nullable Boolean dryRun,
        @Nullable Boolean again,
        @Nullable String by) {
    /**
     * @throws IllegalArgumentException with a sentence for people
     */
    ReplayFilter toFilter(Instant now) {
        return new ReplayFilter(
                status == null ? Set.of() : Set.copyOf(status),
                since == null ? null : PastTimes.parse(since, now, ZoneOffset.UTC),
                until == null ? null : PastTimes.parse(until, now, ZoneOffset.UTC),
                reason,
                pool == null ? null : new Pool(pool),
                requester);
    }

    /**
     * @throws IllegalArgumentException with a sentence for people
     */
    int limitOr(int max) {
        if (limit != null && (limit < 1 || limit > max)) {
            throw new IllegalArgumentException(
                    "limit %d is outside 1 to %d (CRAYFLEET_DISPATCHER_MAX_REPLAYS)"
                            .formatted(limit, max));
        }
        return limit == null ? max : limit;
    }

    boolean isDryRun() {
        return Boolean.TRUE.equals(dryRun);
    }

    boolean isAgain() {
        return Boolean.TRUE.equals(again);
    }
}
