package dev.crayfleet.fleet.gate;

import dev.crayfleet.fleet.FleetVersion;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What in which fleet file has decided.
 *
 * @param paths of places in the file, {@code roles.lead.limits.timeout}, in their order; none where
 *     the file says nothing of it
 */
public record Rule(FleetVersion version, List<String> paths) {
    public Rule {
        paths = List.copyOf(new TreeSet<>(paths));
    }

    static Rule of(FleetVersion version, String path) {
        return new Rule(version, List.of(path));
    }

    Rule and(Rule other) {
        Set<String> both = new TreeSet<>(paths);
        both.addAll(other.paths);
        return new Rule(version, List.copyOf(both));
    }

    /** For people: {@code roles.lead in version 3 (1f2e3d4c) of the fleet file}. */
    @Override
    public String toString() {
        if (version.equals(FleetVersion.NONE)) {
            return "there is no fleet file";
        }
        String places = paths.isEmpty() ? "no role" : String.join(", ", paths);
        return "%s in version %s of the fleet file".formatted(places, version);
    }
}
