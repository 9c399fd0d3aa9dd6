package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.Selection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What somebody may, by all that is granted to them, in the order of the roles' names. Whoever has
 * several roles may what one of them allows, up to the most generous limit of those that allow it.
 */
record Grants(FleetVersion version, List<Grant> all) {
    private static final Role EVERYTHING =
            new Role(
                    "everything",
                    List.of(),
                    EnumSet.allOf(Right.class),
                    Selection.ALL,
                    Selection.ALL,
                    AgentMode.FULL,
                    Caps.NONE);

    /** What an agent may that may delegate: it looks after the tasks that it delegates, too. */
    private static final Set<Right> DELEGATION =
            EnumSet.of(Right.SUBMIT, Right.VIEW_OWN, Right.CANCEL_OWN);

    /**
     * @param path of the place in the file; empty where it says nothing, so that all is allowed
     * @param label for people, {@code the role lead}
     */
    record Grant(String path, String label, Role role) {}

    Grants {
        all = List.copyOf(all);
    }

    /** Of somebody, but not of those on whose behalf an agent asks. */
    static Grants of(Fleet fleet, Principal principal) {
        List<Grant> grants = new ArrayList<>();
        for (Role role : fleet.roles().values()) {
            if (Membership.isFor(role, principal)) {
                grants.add(new Grant("roles." + role.name(), "the role " + role.name(), role));
            }
        }
        if (principal instanceof Principal.Agent agent
                && fleet.agents().containsKey(agent.name())) {
            grants.add(delegation(fleet.agents().get(agent.name())));
        } else if (fleet.isOpen()) {
            grants.add(new Grant("", "everybody", EVERYTHING));
        }
        return new Grants(fleet.version(), grants);
    }

    private static Grant delegation(dev.crayfleet.fleet.Agent agent) {
        return new Grant(
                "agents.%s.may-delegate-to".formatted(agent.name()),
                "the agent " + agent.name(),
                new Role(
                        agent.name(),
                        List.of(),
                        DELEGATION,
                        agent.mayDelegateTo(),
                        Selection.ALL,
                        AgentMode.FULL,
                        Caps.NONE));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Those that give one of the rights. */
    Grants with(Set<Right> rights) {
        return filter(each -> each.may().stream().anyMatch(rights::contains));
    }

    Grants onAgent(String agent) {
        return filter(each -> each.agents().includes(agent));
    }

    Grants onModel(String model) {
        return filter(each -> each.models().includesModel(model));
    }

    /** Those of the roles with these names. */
    Grants named(Collection<String> roles) {
        return new Grants(
                version,
                all.stream()
                        .filter(each -> each.path().startsWith("roles."))
                        .filter(each -> roles.contains(each.role().name()))
                        .toList());
    }

    private Grants filter(Predicate<Role> condition) {
        return new Grants(
                version, all.stream().filter(each -> condition.test(each.role())).toList());
    }

    /** The names of the agents that are allowed. */
    Selection agents() {
        return all.stream()
                .map(each -> each.role().agents())
                .reduce(Selection.NONE, Selection::union);
    }

    /** The names of the models that are allowed, in their order. */
    Selection models() {
        return all.stream()
                .map(each -> each.role().models())
                .reduce(Selection.NONE, Selection::union);
    }

    /** The most generous of each limit. */
    Caps caps() {
        return all.stream()
                .map(each -> each.role().caps())
                .reduce(Caps::moreGenerous)
                .orElse(Caps.NONE);
    }

    /** The most generous mode. */
    AgentMode mode() {
        return all.stream()
                .map(each -> each.role().mode())
                .reduce(AgentMode::moreGenerous)
                .orElse(AgentMode.RESTRICTED);
    }

    /** The names of the roles, without what agents have by themselves. */
    Set<String> roleNames() {
        return all.stream()
                .filter(each -> each.path().startsWith("roles."))
                .map(each -> each.role().name())
                .collect(Collectors.toSet());
    }

    /** For people: {@code the role lead and the role member}. */
    String label() {
        return all.stream().map(Grant::label).collect(Collectors.joining(" and "));
    }

    Rule rule() {
        return rule("");
    }

    /**
     * @param below the place in each role, {@code .limits.timeout}
     */
    Rule rule(String below) {
        return new Rule(
                version,
                all.stream()
                        .map(Grant::path)
                        .filter(each -> !each.isEmpty())
                        // What an agent may delegate has one place only.
                        .map(each -> each.startsWith("roles.") ? each + below : each)
                        .toList());
    }
}
