package dev.crayfleet.poster.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Origin;
import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.Prompt;
import dev.crayfleet.contract.Requester;
import dev.crayfleet.contract.RunReport;
import dev.crayfleet.contract.TaskEvent;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.contract.TaskResult;
import dev.crayfleet.contract.TaskStatus;
import dev.crayfleet.poster.Samples;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Work grows with the length of a text, and not with its square. The processor's time for two
 * lengths is compared, one sixteen times the other: the square would be 256 times.
 */
class LinearTest {
    private static final int SHORT = 32 * 1024;
    private static final int LONG = 16 * SHORT;
    private static final int LONGEST = 8 * 1024 * 1024;
    private static final int MOST_TIMES = 100;

    /** Less is not measured well. */
    private static final long LEAST_NANOS = 1_000_000;

    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    static Stream<String> units() {
        Stream<String> ascii =
                IntStream.range(0, 128)
                        .filter(c -> !Character.isLetterOrDigit(c) || c == 'a' || c == '0')
                        .mapToObj(Character::toString);
        return Stream.concat(
                ascii,
                Stream.of(
                        "\r\n",
                        "\n \t",
                        "```",
                        "``` \n",
                        "`\u200b",
                        "\u202e",
                        "\u200d",
                        "a\u200d",
                        "\u0301",
                        "\ud83e",
                        "\udd80",
                        "🦀",
                        "\u2028",
                        "\u3000",
                        "\u00a0x",
                        "x".repeat(1_999) + "\n",
                        "x".repeat(2_001) + "\n",
                        "<@1> ",
                        "[model:"));
    }

    @ParameterizedTest
    @MethodSource("units")
    void growsWithTheLength(String unit) {
        // A line end at the beginning: what looks for one backward must not look so far.
        String shorter = "a\n" + unit.repeat(SHORT / unit.length());
        String longer = "a\n" + unit.repeat(LONG / unit.length());
        show(shorter);
        long least = Math.max(LEAST_NANOS, nanos(shorter));
        assertThat(nanos(longer)).isLessThan(MOST_TIMES * least);
    }

    @ParameterizedTest
    @MethodSource("units")
    void endsForTheLongest(String unit) {
        String text = "a\n" + unit.repeat(LONGEST / unit.length());
        String neutral = CodeBlocks.neutral(text);
        assertThat(neutral.length()).isLessThanOrEqualTo(text.length());
        assertThat(CodeBlocks.blocks(neutral)).isNotEmpty();
        assertThat(CodeBlocks.inline(text).length()).isLessThanOrEqualTo(text.length());
    }

    private static long nanos(String text) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long begun = CLOCK.getCurrentThreadCpuTime();
            show(text);
            best = Math.min(best, CLOCK.getCurrentThreadCpuTime() - begun);
        }
        return best;
    }

    /** All that is shown of a text anywhere; says in how many posts. */
    private static int show(String text) {
        TaskId id = new TaskId("t");
        List<Post> posts =
                ResultRenderer.posts(
                        Samples.succeeded(
                                id,
                                "p",
                                new RunReport.Answer(text, "", null, List.of()),
                                null,
                                null,
                                List.of(text)));
        TaskResult failed =
                new TaskResult(
                        id,
                        Pool.DEFAULT,
                        TaskStatus.FAILED,
                        Prompt.of("p"),
                        TaskOptions.NONE,
                        new Origin.Http(),
                        Requester.UNKNOWN,
                        1,
                        null,
                        text,
                        null,
                        Samples.AT,
                        Samples.AT);
        TaskEvent spawned = Samples.spawned(id, text);
        TaskEvent finished = Samples.finished(id, TaskStatus.FAILED, text);
        assertThat(posts).hasSizeLessThanOrEqualTo(ResultRenderer.MOST_MESSAGES);
        return posts.size()
                + ResultRenderer.posts(failed).size()
                + EventRenderer.actions(spawned).size()
                + EventRenderer.actions(finished).size()
                + FallbackPost.of(posts.getFirst()).content().length();
    }
}
