package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No text takes longer than its length: each parser is given 8 MiB of what could make it look again
 * and again, and what it looks at is counted. Whoever looks too often is stopped, so that a parser
 * that is quadratic fails at once and does not take hours.
 */
class LinearTimeTest {
    private static final int LENGTH = 8 * 1024 * 1024;

    /** How often a parser may look at each character. */
    private static final int MOST_LOOKS = 24;

    /** What is repeated: each ASCII character, each tag's beginning, and what may stand in both. */
    static Stream<String> parts() {
        List<String> parts = new ArrayList<>();
        IntStream.range(1, 128).forEach(c -> parts.add(String.valueOf((char) c)));
        for (String key :
                List.of("model", "thinking", "agent", "worker", "timeout", "retries", "priority")) {
            parts.add("[" + key + ":");
            parts.add("\\[" + key + ":");
            parts.add("[" + key + ":x]");
            parts.add("`[" + key + ":");
        }
        parts.addAll(
                List.of(
                        "[ ",
                        "[\n",
                        "[\u200b",
                        "［ｍｏｄｅｌ：",
                        "[model",
                        "[model:]\\",
                        "\\`",
                        "` `` ",
                        "```\n",
                        "~~~\n",
                        "   ~~~~ x\n",
                        "\n~~~",
                        "**[Task:",
                        "[m\u200bodel:\u200b",
                        "]",
                        "🦞[",
                        "\u001b[1",
                        "\u001b]0;",
                        "\u001b",
                        "\u009b;",
                        "\u0301\u0316",
                        "\u2800",
                        "{\"a\":"));
        return parts.stream();
    }

    @ParameterizedTest
    @MethodSource("parts")
    void tagsAreFoundInOnePass(String part) {
        CountedText text = new CountedText(repeated(part, LENGTH));
        assertThat(InlineTags.parse(text)).isNotNull();
        assertThat(text.looks()).isPositive();
    }

    /** Ends that come once, at the very end, and are looked for from everywhere. */
    @ParameterizedTest
    @MethodSource("parts")
    void anEndThatComesLateIsLookedForOnce(String part) {
        for (String end : List.of("]", "`", "```", "\n~~~", "x]**")) {
            CountedText text = new CountedText(repeated(part, LENGTH / 64) + end);
            assertThat(InlineTags.parse(text)).isNotNull();
        }
    }

    /** No two runs are as long, so each would be looked for on its own. */
    @Test
    void runsOfEveryLengthAreLookedForOnce() {
        for (String around : List.of(" ", "\n", "[model:", "\\")) {
            for (String mark : List.of("`", "~")) {
                StringBuilder text = new StringBuilder();
                for (int length = 1; text.length() < LENGTH / 2; length++) {
                    text.append(mark.repeat(length)).append(around);
                }
                CountedText rising = new CountedText(text.toString());
                assertThat(InlineTags.parse(rising)).isNotNull();
                CountedText falling = new CountedText(text.reverse().toString());
                assertThat(InlineTags.parse(falling)).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("parts")
    void aTextIsCheckedAndShownInOnePass(String part) {
        String text = repeated(part, LENGTH / 8);
        assertThat(Texts.checked(new CountedText(text))).isNotNull();
        assertThat(Texts.shown(new CountedText(text), ' ')).isNotNull();
    }

    /** What has a length of its own looks no further, and does not repeat it all in its refusal. */
    @ParameterizedTest
    @MethodSource("parts")
    void whatIsShortIsRefusedShortly(String part) {
        String text = repeated(part, LENGTH);
        List<Consumer<String>> parsers =
                List.of(
                        TaskId::new,
                        Pool::new,
                        Thinking::of,
                        Priority::of,
                        InlineTags::duration,
                        InlineTags::isModel,
                        FileRef::isSafeName,
                        name -> new Requester(name, name),
                        model -> new TaskOptions(model, null, null, null, null));
        for (Consumer<String> parser : parsers) {
            try {
                parser.accept(text);
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(300);
            }
        }
    }

    private static String repeated(String part, int length) {
        return part.repeat(length / part.length());
    }

    /** Counts how often it is looked at, and does not let itself be looked at without end. */
    private static final class CountedText implements CharSequence {
        private final String text;
        private final long most;
        private long looks;

        CountedText(String text) {
            this.text = text;
            this.most = (long) MOST_LOOKS * text.length() + 1_000;
        }

        long looks() {
            return looks;
        }

        @Override
        public char charAt(int index) {
            if (++looks > most) {
                throw new AssertionError(
                        "each character was looked at more than %d times, at %,d of %,d"
                                .formatted(MOST_LOOKS, index, text.length()));
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            looks += end - start;
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
