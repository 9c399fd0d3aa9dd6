package dev.crayfleet.poster.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.corpus.Corpus;
import dev.crayfleet.corpus.HostileInput;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileRenderingTest {
    static List<HostileInput> texts() {
        return Corpus.of("rendering");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aHostileTextIsMadeSafe(HostileInput input) {
        String text = input.text("text").orElseThrow();
        assertThat(CodeBlocks.escape(text)).isEqualTo(input.answer("block").orElseThrow());
        assertThat(CodeBlocks.inline(text)).isEqualTo(input.answer("line").orElseThrow());
    }
}
