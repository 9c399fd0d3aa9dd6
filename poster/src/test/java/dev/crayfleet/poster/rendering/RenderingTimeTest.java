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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rendering takes time in proportion to the length of a text. The CPU times of two lengths are
 * compared, one sixteen times the other: quadratic work would take 256 times as long.
 */
class RenderingTimeTest {
    private static final int SHORT_CHARS = 16 * 1024;
    private static final int LONG_CHARS = 16 * SHORT_CHARS;
    private static final int MAX_CHARS = 8 * 1024 * 1024;
    private static final int MAX_FACTOR = 100;

    /** Shorter times cannot be measured reliably. */
    private static final long MIN_NANOS = 1_000_000;

    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    static Stream<String> units() {
        return Stream.concat(ascii(), special());
    }

    static Stream<String> ascii() {
        return IntStream.range(0, 128)
                .filter(c -> !Character.isLetterOrDigit(c) || c == 'a' || c == '0')
                .mapToObj(Character::toString);
    }

    /** What rendering treats in a way of its own. */
    static Stream<String> special() {
        return Stream.of(
                "a",
                "`",
                "\n",
                " ",
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
                "[model:");
    }

    @ParameterizedTest
    @MethodSource("units")
    void timeGrowsWithTheLengthAndNotWithItsSquare(String unit) {
        // A line end only at the beginning: a search backward for one must not reach it each time.
        String shorter = "a\n" + unit.repeat(SHORT_CHARS / unit.length());
        String longer = "a\n" + unit.repeat(LONG_CHARS / unit.length());
        render(shorter);
        long limit = MAX_FACTOR * Math.max(MIN_NANOS, bestOfThree(shorter, 0));
        assertThat(bestOfThree(longer, limit)).isLessThan(limit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "`", "\n", "🦀", "<@1> "})
    void theLongestTextIsRendered(String unit) {
        assertIsRendered(unit, MAX_CHARS);
    }

    @ParameterizedTest
    @MethodSource("special")
    void aLongTextIsRendered(String unit) {
        assertIsRendered(unit, MAX_CHARS / 16);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("units")
    void theLongestTextOfAnyCharacterIsRendered(String unit) {
        assertIsRendered(unit, MAX_CHARS);
    }

    private static void assertIsRendered(String unit, int chars) {
        String text = "a\n" + unit.repeat(chars / unit.length());
        String escaped = CodeBlocks.escape(text);
        assertThat(escaped.length()).isLessThanOrEqualTo(text.length());
        assertThat(CodeBlocks.blocks(escaped)).isNotEmpty();
        assertThat(CodeBlocks.inline(text).length()).isLessThanOrEqualTo(text.length());
    }

    /** The shortest of three times, or the first one that is good enough. */
    private static long bestOfThree(String text, long goodBelow) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3 && best >= goodBelow; i++) {
            long start = CLOCK.getCurrentThreadCpuTime();
            render(text);
            best = Math.min(best, CLOCK.getCurrentThreadCpuTime() - start);
        }
        return best;
    }

    /** Renders a text in every place where one is shown; returns in how many posts. */
    private static int render(String text) {
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
                        null,
                        Samples.AT,
                        Samples.AT);
        TaskEvent spawned = Samples.spawned(id, text);
        TaskEvent finished = Samples.finished(id, TaskStatus.FAILED, text);
        assertThat(posts).hasSizeLessThanOrEqualTo(ResultRenderer.MAX_TEXT_MESSAGES);
        return posts.size()
                + ResultRenderer.posts(failed).size()
                + EventRenderer.actions(spawned).size()
                + EventRenderer.actions(finished).size()
                + FallbackPost.of(posts.getFirst()).content().length();
    }
}
