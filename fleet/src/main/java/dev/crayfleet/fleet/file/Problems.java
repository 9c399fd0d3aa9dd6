package dev.crayfleet.fleet.file;

import dev.crayfleet.fleet.file.Tree.At;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a file, but no more of it than a person would read. */
final class Problems {
    static final int MAX = 50;

    private static final Comparator<Problem> IN_THE_ORDER_OF_THE_FILE =
            Comparator.comparingInt((Problem each) -> each.at().line())
                    .thenComparingInt(each -> each.at().column());

    private final List<Problem> found = new ArrayList<>();
    private int more;

    void add(At at, String path, String sentence) {
        if (found.size() < MAX) {
            found.add(new Problem(at, path, sentence));
        } else {
            more++;
        }
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    FleetReading.Invalid toInvalid() {
        return new FleetReading.Invalid(
                found.stream().sorted(IN_THE_ORDER_OF_THE_FILE).toList(), more);
    }
}
