package dev.crayfleet.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A bean of this type is asked before anything of its stage is made that needs Kafka or Discord, so
 * that whoever starts the stage hears of all wrong settings, and at once.
 */
@FunctionalInterface
public interface StartCheck {
    /** Sentences for the operator, which name the setting; empty if nothing is wrong. */
    List<String> problems();

    /**
     * Makes what depends on settings, one after the other. Each that refuses with a sentence is a
     * problem.
     */
    static StartCheck of(Supplier<?>... makers) {
        return () -> {
            List<String> problems = new ArrayList<>();
            for (Supplier<?> maker : makers) {
                try {
                    Object unused = maker.get();
                } catch (RuntimeException e) {
                    problems.add(OwnFailure.in(e).orElseThrow(() -> e).getMessage());
                }
            }
            return problems;
        };
    }
}
