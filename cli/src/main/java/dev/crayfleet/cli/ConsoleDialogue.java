package dev.crayfleet.cli;

import dev.crayfleet.cli.setup.Dialogue;
import dev.crayfleet.contract.Texts;
import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Speaks with the person at the terminal, if there is one. */
final class ConsoleDialogue implements Dialogue {
    private final Terminal out;
    private final @Nullable Console console = Confirmation.terminal();

    ConsoleDialogue(Terminal out) {
        this.out = out;
    }

    @Override
    public boolean canAsk() {
        return console != null;
    }

    @Override
    public void tell(String line) {
        out.line(line);
    }

    @Override
    public String ask(String question) {
        return answered(terminal().readLine("%s", Texts.oneLine(question)));
    }

    @Override
    public String askSecretly(String question) {
        char[] typed = terminal().readPassword("%s", Texts.oneLine(question));
        return answered(typed == null ? null : new String(typed));
    }

    private Console terminal() {
        if (console == null) {
            throw new IllegalArgumentException("there is no terminal to ask on");
        }
        return console;
    }

    private static String answered(@Nullable String line) {
        if (line == null) {
            throw new IllegalArgumentException("nothing was written, because you left");
        }
        return line.strip();
    }
}
