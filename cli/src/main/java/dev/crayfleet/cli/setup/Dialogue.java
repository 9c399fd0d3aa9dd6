package dev.crayfleet.cli.setup;

import java.util.Locale;
import java.util.Set;

/** The conversation with the person who sets up. */
public interface Dialogue {
    /** Whether somebody is there to answer. Where not, nothing is asked. */
    boolean canAsk();

    /** Says something. */
    void tell(String line);

    /**
     * Asks.
     *
     * @return the answer, without white space around it; empty for Enter alone
     * @throws IllegalArgumentException with a sentence, if nobody is there, or leaves
     */
    String ask(String question);

    /** The same, but the answer is not shown while it is typed. */
    String askSecretly(String question);

    /**
     * Asks for a yes or a no.
     *
     * @param question without its question mark
     * @param usual what Enter alone means
     */
    default boolean confirm(String question, boolean usual) {
        String answer = ask("%s? [%s] ".formatted(question, usual ? "Y/n" : "y/N"));
        return answer.isEmpty()
                ? usual
                : Set.of("y", "yes").contains(answer.toLowerCase(Locale.ROOT));
    }
}
