package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SubmitCommandTest {
    private final StringWriter errors = new StringWriter();

    @Test
    void refusesInvalidTasksAndOptions() {
        assertThat(run("submit", "x [thinking:hgih]")).isEqualTo(Crayfleet.REFUSED);
        assertThat(errors.toString()).contains("[thinking:hgih]").contains("medium");
        assertThat(run("submit", "  ")).isEqualTo(Crayfleet.REFUSED);
        assertThat(run("submit", "x", "--retries", "99")).isEqualTo(Crayfleet.REFUSED);
        assertThat(run("submit", "x", "--id", "../../etc")).isEqualTo(Crayfleet.REFUSED);
    }

    @Test
    void saysWhatToDoWhereNoServiceAnswers() {
        assertThat(run("submit", "x", "--url", "http://127.0.0.1:1")).isEqualTo(Crayfleet.FAILED);
        assertThat(errors.toString())
                .contains("nothing answers at http://127.0.0.1:1")
                .contains("./crayfleet local")
                .doesNotContain("Exception");
    }

    @Test
    void refusesCommandsThatAreNotInstalled() {
        assertThat(run("local", "--runners", "0")).isEqualTo(Crayfleet.REFUSED);
        assertThat(errors.toString()).contains("local is not installed here");
    }

    @Test
    void flagsWinOverTags() {
        TaskFlags flags = new TaskFlags();
        new CommandLine(flags).parseArgs("--model", "coder");
        TaskFlags.SubmittableTask task =
                flags.toTask("do it [agent:ops] [model:cheap] [thinking:low]", "auditor");
        assertThat(task.prompt()).isEqualTo("do it");
        assertThat(task.options().model()).isEqualTo("coder");
        assertThat(String.valueOf(task.options().thinking())).isEqualTo("LOW");
        assertThat(task.pool().value()).isEqualTo("auditor");
    }

    @Test
    void submitTakesAnAgent() {
        assertThat(run("submit", "--agent", "not/an/agent", "do it")).isEqualTo(Crayfleet.REFUSED);
        assertThat(errors.toString()).contains("not submitted: ", "not/an/agent");
    }

    private int run(String... arguments) {
        return Crayfleet.commandLine()
                .setErr(new PrintWriter(errors, true))
                .setOut(new PrintWriter(new StringWriter()))
                .execute(arguments);
    }
}
