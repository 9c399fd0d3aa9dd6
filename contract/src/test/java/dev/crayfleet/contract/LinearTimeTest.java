package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No text takes longer than its length: each parser is given 2 MiB of what could make it look again
 * and again, and what it reads at is counted. Whoever reads too often is stopped, so that a parser
 * that is quadratic fails at once and does not take hours.
 */
class LinearTimeTest {
    private static final int MAX_TEXT_CHARS = 8 * 1024 * 1024;

    /** What is counted for each character is the same at any length. */
    private static final int TEXT_CHARS = MAX_TEXT_CHARS / 16;

    /** How often a parser may read each character. */
    private static final int MAX_READS_PER_CHAR = 24;

    /**
     * Parts to repeat: each ASCII character, the beginnings of tags, and characters between them.
     */
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
    void tagsAreFoundInLinearTime(String part) {
        assertTagsAreFoundInLinearTime(repeated(part, TEXT_CHARS));
    }

    @ParameterizedTest
    @MethodSource("parts")
    @Tag("long")
    void tagsOfTheLongestTextAreFoundInLinearTime(String part) {
        assertTagsAreFoundInLinearTime(repeated(part, MAX_TEXT_CHARS));
    }

    private static void assertTagsAreFoundInLinearTime(String whole) {
        CountedText text = new CountedText(whole);
        assertThat(InlineTags.parse(text)).isNotNull();
        assertThat(text.reads()).isPositive();
    }

    /** An end mark that comes once, at the very end, and is searched for from everywhere. */
    @ParameterizedTest
    @MethodSource("parts")
    void anEndMarkAtTheEndIsFoundInLinearTime(String part) {
        for (String end : List.of("]", "`", "```", "\n~~~", "x]**")) {
            CountedText text = new CountedText(repeated(part, TEXT_CHARS / 16) + end);
            assertThat(InlineTags.parse(text)).isNotNull();
        }
    }

    /** No two runs have the same length, so a search for each could read the whole text. */
    @Test
    void runsOfDifferentLengthsAreFoundInLinearTime() {
        for (String around : List.of(" ", "\n", "[model:", "\\")) {
            for (String mark : List.of("`", "~")) {
                StringBuilder text = new StringBuilder();
                for (int length = 1; text.length() < 2 * TEXT_CHARS; length++) {
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
    void aTextIsCheckedAndMadeSafeInLinearTime(String part) {
        String text = repeated(part, TEXT_CHARS / 2);
        assertThat(Texts.checked(new CountedText(text))).isNotNull();
        assertThat(Texts.withoutControls(new CountedText(text), ' ')).isNotNull();
    }

    /** Parsers of short values refuse a long one with a short sentence. */
    @ParameterizedTest
    @MethodSource("parts")
    void aLongValueIsRefusedWithAShortSentence(String part) {
        assertIsRefusedWithAShortSentence(repeated(part, TEXT_CHARS));
    }

    @ParameterizedTest
    @MethodSource("parts")
    @Tag("long")
    void theLongestValueIsRefusedWithAShortSentence(String part) {
        assertIsRefusedWithAShortSentence(repeated(part, MAX_TEXT_CHARS));
    }

    private static void assertIsRefusedWithAShortSentence(String text) {
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
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(300);
            }
        }
    }

    private static String repeated(String part, int length) {
        return part.repeat(length / part.length());
    }

    /** Counts reads of its characters, and fails when there are too many. */
    private static final class CountedText implements CharSequence {
        private final String text;
        private final long maxReads;
        private long reads;

        CountedText(String text) {
            this.text = text;
            this.maxReads = (long) MAX_READS_PER_CHAR * text.length() + 1_000;
        }

        long reads() {
            return reads;
        }

        @Override
        public char charAt(int index) {
            if (++reads > maxReads) {
                throw new AssertionError(
                        "each character was read more than %d times, at %,d of %,d"
                                .formatted(MAX_READS_PER_CHAR, index, text.length()));
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            reads += end - start;
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
