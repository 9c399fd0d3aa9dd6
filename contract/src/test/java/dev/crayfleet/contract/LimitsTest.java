package dev.crayfleet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
    @ParameterizedTest
    @CsvSource({
        "abc, 3, abc",
        "abc, 4, abc",
        "abcd, 3, ab…",
        "abcd, 2, a…",
        "abcd, 1, …",
        "'', 1, ''",
        "a🦞b, 4, a🦞b",
        "a🦞bc, 4, a🦞…",
        "a🦞bc, 3, a…",
        "🦞🦞, 2, …",
        "🦞🦞, 1, …",
    })
    void cutsWithAnEllipsisAndNeverInASurrogatePair(String text, int chars, String cut) {
        assertThat(Limits.cut(text, chars)).isEqualTo(cut).hasSizeLessThanOrEqualTo(chars);
    }

    @Test
    void aPromptFitsInlineByItsBytes() {
        String most = "é".repeat(Limits.INLINE_PROMPT_BYTES / 2);
        assertThat(Prompt.fitsInline(most)).isTrue();
        assertThat(Prompt.fitsInline(most + "a")).isFalse();
        assertThat(Prompt.of(most).text()).isEqualTo(most);
    }
}
