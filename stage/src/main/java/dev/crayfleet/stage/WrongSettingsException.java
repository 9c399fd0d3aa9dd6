package dev.crayfleet.stage;

import java.util.Collection;
import java.util.List;

/** Settings with which a stage does not start. The message says all that is wrong with them. */
public final class WrongSettingsException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    WrongSettingsException(Collection<String> problems) {
        super(
                problems.size() == 1
                        ? problems.iterator().next()
                        : "%d settings are wrong:\n  %s"
                                .formatted(problems.size(), String.join("\n  ", problems)));
        this.problems = List.copyOf(problems);
    }

    /** A sentence about each. */
    public List<String> problems() {
        return problems;
    }
}
