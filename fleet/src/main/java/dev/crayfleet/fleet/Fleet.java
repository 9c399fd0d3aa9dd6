package dev.crayfleet.fleet;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * All that the fleet file says. Immutable; agents and roles are in the order of their names,
 * whatever the order of the file.
 *
 * @param agents by their names
 * @param roles by their names; without any, everybody may everything
 */
public record Fleet(
        FleetVersion version,
        SortedMap<String, Agent> agents,
        SortedMap<String, Role> roles,
        List<Approval> approvals) {
    private static final Fleet OPEN = of(FleetVersion.NONE, List.of(), List.of(), List.of());

    public Fleet {
        agents = Collections.unmodifiableSortedMap(new TreeMap<>(agents));
        roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
        approvals = List.copyOf(approvals);
    }

    /** Without a file: everybody may everything. */
    public static Fleet open() {
        return OPEN;
    }

    /**
     * What decides where a file cannot be read: nobody may anything.
     *
     * @param version of that file
     */
    public static Fleet closed(FleetVersion version) {
        Role nobody =
                new Role(
                        "nobody",
                        List.of(),
                        Set.of(),
                        Selection.NONE,
                        Selection.NONE,
                        AgentMode.RESTRICTED,
                        Caps.NONE);
        return of(version, List.of(), List.of(nobody), List.of());
    }

    public static Fleet of(
            FleetVersion version,
            Collection<Agent> agents,
            Collection<Role> roles,
            Collection<Approval> approvals) {
        return new Fleet(
                version,
                byName(agents, Agent::name),
                byName(roles, Role::name),
                List.copyOf(approvals));
    }

    private static <T> SortedMap<String, T> byName(Collection<T> all, Function<T, String> name) {
        SortedMap<String, T> sorted = new TreeMap<>();
        all.forEach(each -> sorted.put(name.apply(each), each));
        return sorted;
    }

    /** Whether it says nothing about who may what, so that everybody may everything. */
    public boolean isOpen() {
        return roles.isEmpty();
    }

    public Optional<Agent> agent(String name) {
        return Optional.ofNullable(agents.get(name));
    }

    public Fleet withVersion(FleetVersion other) {
        return new Fleet(other, agents, roles, approvals);
    }
}
