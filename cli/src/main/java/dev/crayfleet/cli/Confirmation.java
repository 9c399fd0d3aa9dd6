package dev.crayfleet.cli;

import java.io.Console;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the person at the terminal before much is done. Where there is none, {@code --yes} says it.
 */
final class Confirmation {
    private static final Set<String> YES = Set.of("y", "yes");

    private Confirmation() {}

    /**
     * @param question without its question mark
     * @param isGiven whether {@code --yes} was there
     * @return whether it is to be done
     * @throws IllegalArgumentException with a sentence for people, if nobody can be asked
     */
    static boolean ask(String question, boolean isGiven) {
        if (isGiven) {
            return true;
        }
        Console console = terminal();
        if (console == null) {
            throw new IllegalArgumentException(
                    question
                            + "? There is no terminal to ask on: add --yes, or --dry-run to see what it would do");
        }
        String answer = console.readLine("%s? [y/N] ", question);
        return answer != null && YES.contains(answer.strip().toLowerCase(Locale.ROOT));
    }

    /** Null unless a person reads and types. */
    static @Nullable Console terminal() {
        Console console = System.console();
        return console != null && console.isTerminal() ? console : null;
    }
}
