package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchTest {
    @Test
    void linesStandWhereTheLastOnesStood() {
        assertThat(Watch.frame(List.of("a", "b"), 0)).isEqualTo("a\u001b[K\nb\u001b[K\n\u001b[J");
        assertThat(Watch.frame(List.of("c"), 2)).isEqualTo("\u001b[2Fc\u001b[K\n\u001b[J");
    }

    @Test
    void theHeadingSaysWhenAndWhatIsWrong() {
        LocalTime now = LocalTime.of(12, 0, 3);
        assertThat(Watch.heading(now, "")).isEqualTo("12:00:03  every 2 s; Ctrl-C ends it");
        assertThat(Watch.heading(now, "nothing answers"))
                .isEqualTo("12:00:03  as it last was: nothing answers");
    }

    @Test
    void withoutATerminalItIsRefused() {
        Terminal out = Terminal.of(Crayfleet.commandLine());
        assertThatThrownBy(() ->
                        Watch.run(
                                out,
                                size -> {
                                    throw new AssertionError("nobody looks");
                                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--watch needs a terminal");
    }

    @ParameterizedTest
    @CsvSource({"50 132,50,132", "0 0,24,80", "'',24,80", "stty: no,24,80", "'30 100\n',30,100"})
    void theSizeOfATerminal(String answer, int lines, int columns) {
        assertThat(TerminalSize.of(answer)).isEqualTo(new TerminalSize(lines, columns));
    }
}
