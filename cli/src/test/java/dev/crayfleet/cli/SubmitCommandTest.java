package dev.crayfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.cli.submission.SubmittableTask;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SubmitCommandTest {
    private final StringWriter errors = new StringWriter();
    private final StringWriter out = new StringWriter();

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
        assertThat(run("submit", "x", "--url", "http://127.0.0.1:1"))
                .isEqualTo(CommandLines.UNREACHABLE);
        assertThat(errors.toString())
                .contains("nothing answers: ingest at http://127.0.0.1:1.")
                .contains("./crayfleet local", "--url says where another is")
                .doesNotContain("Exception", "Kafka");
        assertThat(run("task", "x", "--dispatcher", "http://127.0.0.1:1"))
                .isEqualTo(CommandLines.UNREACHABLE);
        assertThat(errors.toString()).contains("the dispatcher at http://127.0.0.1:1");
    }

    @Test
    @Timeout(10)
    void saysWithinSecondsThatNoFleetRunsWhoseResultCouldBeWaitedFor() {
        assertThat(
                        run(
                                "submit",
                                "x",
                                "--wait",
                                "--url",
                                "http://127.0.0.1:1",
                                "--bootstrap",
                                "127.0.0.1:2, [::1]:3"))
                .isEqualTo(CommandLines.UNREACHABLE);
        assertThat(errors.toString())
                .contains("ingest at http://127.0.0.1:1, Kafka at 127.0.0.1:2, [::1]:3")
                .contains("--url and --bootstrap say where");
    }

    @Test
    void saysThatATaskIsOneArgument() {
        assertThat(run("submit", "Calculate", "6", "×", "7")).isEqualTo(Crayfleet.REFUSED);
        assertThat(errors.toString())
                .contains("Write it in quotes: crayfleet submit \"Calculate 6 × 7\"");
    }

    @Test
    void helpsWithWordsThatPeopleTry() {
        assertThat(run("help")).isZero();
        assertThat(out.toString()).contains("submit", "tasks", "doctor");
        assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
        assertThat(run("help", "submit")).isZero();
        assertThat(out.toString()).contains("--wait-for", "Exit codes:", "4   no fleet");
        assertThat(run("sumbit", "x")).isEqualTo(Crayfleet.REFUSED);
        assertThat(errors.toString())
                .contains("\"sumbit\" is no command", "Did you mean: ", "submit")
                .doesNotContain("index");
        assertThat(run("tasks", "please")).isEqualTo(Crayfleet.REFUSED);
        assertThat(errors.toString()).contains("tasks does not take \"please\"");
        assertThat(run("tasks", "--limit", "some")).isEqualTo(Crayfleet.REFUSED);
        assertThat(errors.toString()).contains("'some' is no whole number");
        assertThat(run("tasks", "--lim", "5")).isEqualTo(Crayfleet.REFUSED);
        assertThat(errors.toString()).contains("\"--lim\" is no option of tasks");
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
        SubmittableTask task =
                flags.toTask("do it [agent:ops] [model:cheap] [thinking:low]", "auditor", null);
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

    @Test
    void refusesWhatDoesNotGoTogether(@TempDir Path folder) throws IOException {
        String batch = Files.writeString(folder.resolve("a.txt"), "x").toString();
        refuses("--batch goes with neither", "x", "--batch", batch);
        refuses("--batch goes with neither", "--batch", batch, "--wait");
        refuses("are for --batch FILE", "x", "--run", "monday");
        refuses("two ways", "x", "--kafka", "--via", "http");
        refuses("the fleet's bot does not listen to itself", "x", "--via", "discord");
        refuses("there are: http, kafka", "x", "--via", "pigeon");
        refuses("there is no file", "x", "--file", folder.resolve("none").toString());
        refuses("cannot be made", "x", "--output", batch);
    }

    private void refuses(String part, String... arguments) {
        errors.getBuffer().setLength(0);
        String[] all = new String[arguments.length + 1];
        all[0] = "submit";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        assertThat(run(all)).isEqualTo(Crayfleet.REFUSED);
        assertThat(errors.toString()).contains("not submitted: ", part);
    }

    private int run(String... arguments) {
        return Crayfleet.commandLine()
                .setErr(new PrintWriter(errors, true))
                .setOut(new PrintWriter(out, true))
                .execute(arguments);
    }
}
