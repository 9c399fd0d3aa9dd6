package dev.crayfleet.dispatcher.http;

import dev.crayfleet.contract.Limits;
import dev.crayfleet.contract.PastTimes;
import dev.crayfleet.dispatcher.ledger.TaskFilter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Which tasks are asked for, as the query of a URL has it. */
final class TaskQuery {
    private static final List<String> STATES =
            List.of(
                    "awaiting-approval",
                    "queued",
                    "claimed",
                    "running",
                    "backing-off",
                    "succeeded",
                    "failed",
                    "cancelled",
                    "expired");
    private static final int DEFAULT_LIMIT = 100;

    private TaskQuery() {}

    /**
     * @param since as {@link PastTimes} reads it, in UTC unless it says otherwise
     * @throws IllegalArgumentException with a sentence for people, if a value is none
     */
    static TaskFilter of(
            Optional<String> state,
            Optional<String> pool,
            Optional<String> requester,
            Optional<String> model,
            Optional<String> since,
            Optional<Integer> limit,
            Instant now) {
        return new TaskFilter(
                checkedState(state),
                pool,
                requester,
                model.map(name -> Limits.cut(name, Limits.MODEL_CHARS)),
                since.map(text -> PastTimes.parse(text, now, ZoneOffset.UTC)),
                checkedLimit(limit));
    }

    /** For other dispatchers: the parameters that were checked, and no others. */
    static String text(TaskFilter filter) {
        StringJoiner query = new StringJoiner("&", "?", "");
        query.add("limit=" + filter.limit());
        add(query, "state", filter.state());
        add(query, "pool", filter.pool());
        add(query, "requester", filter.requester());
        add(query, "model", filter.model());
        add(query, "since", filter.since().map(Instant::toString));
        return query.toString();
    }

    private static void add(StringJoiner query, String name, Optional<String> value) {
        value.ifPresent(
                text -> query.add(name + "=" + URLEncoder.encode(text, StandardCharsets.UTF_8)));
    }

    private static Optional<String> checkedState(Optional<String> state) {
        if (state.isPresent() && !STATES.contains(state.get())) {
            throw new IllegalArgumentException(
                    "\"%s\" is no state; there are: %s"
                            .formatted(state.get(), String.join(", ", STATES)));
        }
        return state;
    }

    private static int checkedLimit(Optional<Integer> limit) {
        int number = limit.orElse(DEFAULT_LIMIT);
        if (number < 1 || number > TaskFilter.MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "limit %d is outside 1 to %d".formatted(number, TaskFilter.MAX_LIMIT));
        }
        return number;
    }
}
