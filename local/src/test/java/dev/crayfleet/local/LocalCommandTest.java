package dev.crayfleet.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.cli.CommandLines;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class LocalCommandTest {
    @Test
    void refusesRunnerCountsOutOfRange() {
        StringWriter errors = new StringWriter();
        int exitCode =
                CommandLines.of(new LocalCommand())
                        .setErr(new PrintWriter(errors, true))
                        .setOut(new PrintWriter(new StringWriter()))
                        .execute("--runners", "0");
        assertThat(exitCode).isEqualTo(CommandLines.FAILED);
        assertThat(errors.toString()).contains("--runners takes 1 to 64, not 0");
    }
}
