package dev.crayfleet.dispatcher.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Requester;
import dev.crayfleet.dispatcher.ledger.TaskFilter;
import dev.crayfleet.dispatcher.ledger.TaskView;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One list of what several lanes show. */
class MergedListTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<TaskView> one =
            List.of(
                    held("a-runs", 5),
                    queued("a", 1),
                    queued("a", 2),
                    queued("a", 3),
                    ended("a-new", 90),
                    ended("a-old", 10));
    private final List<TaskView> other =
            List.of(held("b-runs", 4), queued("b", 1), queued("b", 2), ended("b-middle", 50));

    @Test
    void showsLiveTasksBeforeEndedOnes() {
        assertThat(ids(1_000, one, other))
                .containsExactly(
                        "b-runs",
                        "a-runs",
                        "a-1",
                        "b-1",
                        "a-2",
                        "b-2",
                        "a-3",
                        "a-new",
                        "b-middle",
                        "a-old");
    }

    @Test
    void cutsTheListAtItsEnd() {
        assertThat(ids(7, one, other))
                .containsExactly("b-runs", "a-runs", "a-1", "b-1", "a-2", "b-2", "a-3");
        assertThat(ids(3, List.of(ended("e1", 1), ended("e2", 0)), other))
                .containsExactly("b-runs", "b-1", "b-2");
    }

    @Test
    void doesNotDependOnTheOrderOfAnswers() {
        for (int limit = 1; limit <= 10; limit++) {
            assertThat(ids(limit, other, one)).isEqualTo(ids(limit, one, other));
        }
    }

    private static List<String> ids(int limit, List<TaskView> first, List<TaskView> second) {
        TaskFilter filter = TaskFilter.all(limit);
        return TaskQueryController.merged(Stream.of(first, second), filter).stream()
                .map(TaskView::id)
                .toList();
    }

    private static TaskView held(String id, int submitted) {
        return view(id, "running", null, submitted, null);
    }

    private static TaskView queued(String pool, int position) {
        return view(pool + "-" + position, "queued", position, 100 - position, null);
    }

    private static TaskView ended(String id, int finished) {
        return view(id, "succeeded", null, 0, START.plusSeconds(finished));
    }

    private static TaskView view(
            String id,
            String state,
            @Nullable Integer position,
            int submitted,
            @Nullable Instant finishedAt) {
        return new TaskView(
                id,
                id.substring(0, 1),
                state,
                1,
                null,
                Requester.UNKNOWN,
                null,
                null,
                null,
                null,
                null,
                position,
                null,
                null,
                null,
                null,
                null,
                null,
                START.plusSeconds(submitted),
                finishedAt,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
