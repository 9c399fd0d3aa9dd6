package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A value that is blank, as of a variable that is not set, must not mean all. */
class FilterValueTest {
    @ParameterizedTest
    @ValueSource(strings = {"--since", "--until", "--topic", "--reason"})
    void ofDeadLetters(String option) {
        LetterFlags flags = new LetterFlags();
        new CommandLine(flags).parseArgs(option, "");
        assertThatThrownBy(() -> flags.toFilter(Set.of(), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(option + " is there without a value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--since", "--until", "--reason", "--requester"})
    void ofReplays(String option) {
        ReplayFlags flags = new ReplayFlags();
        new CommandLine(flags).parseArgs("--failed", option, " ");
        assertThatThrownBy(() -> flags.toFilter(null, Instant.EPOCH, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(option + " is there without a value");
    }

    @Test
    void whatIsNotThereIsNotBlank() {
        LetterFlags flags = new LetterFlags();
        new CommandLine(flags).parseArgs("--reason", "too long");
        assertThat(flags.toFilter(Set.of(), false).reason()).isEqualTo("too long");
    }
}
