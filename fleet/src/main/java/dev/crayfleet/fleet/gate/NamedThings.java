package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.Approval;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Agents and models that a fleet file names, and one of each that it does not.
 *
 * @param agents the one that is not named last
 * @param models likewise
 */
record NamedThings(List<Pool> agents, List<String> models) {
    private static final String OTHER = "other";

    NamedThings {
        agents = List.copyOf(agents);
        models = List.copyOf(models);
    }

    static NamedThings in(Fleet fleet) {
        SortedSet<String> agents = new TreeSet<>(fleet.agents().keySet());
        agents.add(Pool.DEFAULT.value());
        SortedSet<String> models = new TreeSet<>();
        models.add(RequestDecider.DEFAULT_MODEL);
        for (Agent each : fleet.agents().values()) {
            if (each.model() != null) {
                models.add(each.model());
            }
        }
        for (Role each : fleet.roles().values()) {
            agents.addAll(each.agents().names());
            models.addAll(each.models().names());
        }
        for (Approval each : fleet.approvals()) {
            agents.addAll(each.agents().names());
            models.addAll(each.models().names());
        }
        List<Pool> pools = new ArrayList<>(agents.stream().map(Pool::new).toList());
        pools.add(new Pool(noneOf(agents)));
        List<String> names = new ArrayList<>(models);
        names.add(noneOf(models));
        return new NamedThings(pools, names);
    }

    private static String noneOf(SortedSet<String> names) {
        String name = OTHER;
        for (int i = 2; names.contains(name); i++) {
            name = OTHER + "-" + i;
        }
        return name;
    }

    String wordFor(Pool agent) {
        return agent.equals(agents.getLast()) ? Selection.WILDCARD : agent.value();
    }

    String wordFor(String model) {
        return model.equals(models.getLast()) ? Selection.WILDCARD : model;
    }
}
