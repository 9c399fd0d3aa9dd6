package dev.crayfleet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crayfleet.contract.TaskId;
import dev.crayfleet.contract.Texts;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Output of a command. Tasks, ids and answers are from outside, so control characters and the like
 * are taken out of all text.
 */
final class Terminal {
    private final CommandLine command;

    private Terminal(CommandLine command) {
        this.command = command;
    }

    /**
     * @param spec as picocli has set it
     */
    static Terminal of(@Nullable CommandSpec spec) {
        if (spec == null) {
            throw new IllegalStateException("picocli has not set the command up");
        }
        return new Terminal(spec.commandLine());
    }

    static Terminal of(CommandLine command) {
        return new Terminal(command);
    }

    /** One line on standard output. */
    void line(String text) {
        print(command.getOut(), Texts.oneLine(text));
    }

    /** A text of any number of lines on standard output. */
    void text(String text) {
        print(command.getOut(), Texts.printable(text));
    }

    /** A line on standard output that begins a part; it stands out where a person looks. */
    void heading(String text) {
        String line = Texts.oneLine(text);
        print(command.getOut(), isColoured() ? Colour.BOLD.of(line) : line);
    }

    /**
     * A line on standard output behind a short mark, which is coloured where a person looks.
     *
     * @param mark of ours, at most 5 characters
     */
    void marked(Colour colour, String mark, String text) {
        String padded = "%-5s".formatted(mark);
        print(
                command.getOut(),
                "  %s %s"
                        .formatted(isColoured() ? colour.of(padded) : padded, Texts.oneLine(text)));
    }

    /** Lines with columns on standard output; the heading stands out where a person looks. */
    void table(List<String> lines) {
        Colour heading = isColoured() ? Colour.BOLD : Colour.NONE;
        for (int i = 0; i < lines.size(); i++) {
            String line = Texts.oneLine(lines.get(i));
            print(command.getOut(), i == 0 ? heading.of(line) : line);
        }
    }

    /**
     * A table on standard output. Where a person looks, states are coloured, and lines are cut at
     * the width of the terminal.
     */
    void table(StateTable table) {
        table.lines(columns(), isColoured()).forEach(line -> print(command.getOut(), line));
    }

    /** JSON on standard output, of which nothing is left out. */
    void json(JsonNode json) {
        print(command.getOut(), JsonText.of(json));
    }

    /** The same, written by somebody else. */
    void json(String json) {
        print(command.getOut(), JsonText.escaped(json));
    }

    /**
     * @param harmless to a terminal, but for what draws
     */
    void draw(String harmless) {
        command.getOut().print(harmless);
        command.getOut().flush();
    }

    /** Of the terminal; without end where there is none. */
    static int columns() {
        return TerminalSize.read().map(TerminalSize::columns).orElse(Integer.MAX_VALUE);
    }

    /** Whether a person looks, who has not asked for plain text (NO_COLOR). */
    static boolean isColoured() {
        return CommandLine.Help.Ansi.AUTO.enabled();
    }

    /** What is going on, on standard error: standard output is for the answer. */
    void progress(String sentence) {
        print(command.getErr(), Texts.oneLine(sentence));
    }

    /** What went wrong, on standard error. */
    void error(@Nullable String sentence) {
        print(command.getErr(), "crayfleet: " + Texts.printable(String.valueOf(sentence)));
    }

    /**
     * How far something long is, on standard error, where a person looks; closed when it is done.
     */
    ProgressBar progressBar(String what) {
        return new ProgressBar(
                command.getErr(), Texts.oneLine(what), Confirmation.terminal() != null, columns());
    }

    /** What a task does that somebody waits for, on standard error; closed when it has ended. */
    WaitingLine waitingLine(TaskId task) {
        return new WaitingLine(
                command.getErr(),
                Confirmation.terminal() != null,
                columns(),
                task,
                System::nanoTime);
    }

    private static void print(PrintWriter out, String text) {
        out.println(text);
        out.flush();
    }
}
