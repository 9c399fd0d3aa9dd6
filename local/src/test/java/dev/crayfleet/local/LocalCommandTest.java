package dev.crayfleet.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.cli.CommandLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalCommandTest {
    /** Nothing is started: that would take seconds, and print what is started. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "--runners  | 0        | --runners takes 1 to 64, not 0",
                "--runners  | many     | 'many' is no whole number",
                "--port     | 65536    | --port takes 0 to 65535, not 65536",
                "--executor | nonsense | --executor takes auto, openclaw-exec, openclaw-gateway, command, demo, noop, not \"nonsense\"",
            })
    void refusesOptionsOutOfRange(String option, String value, String sentence) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        int exitCode =
                CommandLines.of(new LocalCommand())
                        .setErr(new PrintWriter(errors, true))
                        .setOut(new PrintWriter(out, true))
                        .execute(option, value);
        assertThat(exitCode).isEqualTo(CommandLines.REFUSED);
        assertThat(errors.toString()).contains(sentence);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void discordTakesAWallOrTrust() {
        String[] asked = {"--discord", "--executor", "command"};
        assertThat(errorsOf(asked)).contains("would have a shell and be you", "--trust-agents");
        String[] trusting = {"--discord", "--executor", "command", "--trust-agents"};
        assertThat(errorsOf(trusting)).isNotEmpty().doesNotContain("be you");
    }

    private static String errorsOf(String... words) {
        StringWriter errors = new StringWriter();
        int exitCode =
                CommandLines.of(new LocalCommand())
                        .setErr(new PrintWriter(errors, true))
                        .setOut(new PrintWriter(new StringWriter(), true))
                        .execute(words);
        assertThat(exitCode).isEqualTo(CommandLines.REFUSED);
        return errors.toString();
    }
}
