package dev.crayfleet.fleet.file;

import dev.crayfleet.fleet.Fleet;
import java.util.List;

/** What became of reading a file. */
public sealed interface FleetReading {
    /** It can be applied. */
    record Valid(Fleet fleet) implements FleetReading {}

    /**
     * Nothing of it can be applied.
     *
     * @param problems the first 50 at most, in the order of the file; at least one
     * @param more how many there are besides
     */
    record Invalid(List<Problem> problems, int more) implements FleetReading {
        public Invalid {
            problems = List.copyOf(problems);
        }

        public static Invalid of(Problem problem) {
            return new Invalid(List.of(problem), 0);
        }
    }
}
