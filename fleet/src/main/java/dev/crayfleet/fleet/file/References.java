package dev.crayfleet.fleet.file;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.Approval;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.Selection;
import dev.crayfleet.fleet.file.FleetParser.Written;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Checks that what the file names is in the file. */
final class References {
    private static final String AGENT_MEMBER = "agent:";

    private final Map<String, Written<Agent>> agents;
    private final Map<String, Written<Role>> roles;

    /** Empty where the file lists no agents, so that any pool may be named. */
    private final Collection<String> agentNames;

    References(Map<String, Written<Agent>> agents, Map<String, Written<Role>> roles) {
        this.agents = agents;
        this.roles = roles;
        agentNames = new TreeSet<>(agents.keySet());
        if (!agents.isEmpty()) {
            agentNames.add(Pool.DEFAULT.value());
        }
    }

    void check(List<Written<Approval>> approvals) {
        for (Written<Agent> each : agents.values()) {
            checkAgents(each.place().child("may-delegate-to"));
        }
        for (Written<Role> each : roles.values()) {
            checkAgents(each.place().child("agents"));
            checkMembers(each.place().child("members"));
        }
        for (Written<Approval> each : approvals) {
            Place when = each.place().child("when");
            if (when != null) {
                checkAgents(when.child("agents"));
                checkNames(when.child("roles"), "role", roles.keySet(), UnaryOperator.identity());
            }
            Place by = each.place().child("by");
            checkNames(by, "role", roles.keySet(), UnaryOperator.identity());
            checkApprovers(by);
        }
    }

    private void checkAgents(@Nullable Place place) {
        if (!agents.isEmpty()) {
            checkNames(place, "agent", agentNames, each -> each.toLowerCase(Locale.ROOT));
        }
    }

    private void checkMembers(@Nullable Place place) {
        if (place == null || agents.isEmpty()) {
            return;
        }
        for (Place item : place.written()) {
            if (item.tree() instanceof Tree.Value value && value.text().startsWith(AGENT_MEMBER)) {
                checkName(
                        item,
                        value.text().substring(AGENT_MEMBER.length()),
                        "agent",
                        agentNames,
                        each -> each.toLowerCase(Locale.ROOT));
            }
        }
    }

    /** Who approves must have the right to, or the task would wait for nobody. */
    private void checkApprovers(@Nullable Place place) {
        if (place == null) {
            return;
        }
        for (Place item : place.written()) {
            if (item.tree() instanceof Tree.Value value
                    && roles.get(value.text()) instanceof Written<Role>(Role role, Place where)
                    && role != null
                    && !role.may().contains(Right.APPROVE)) {
                item.refuse(
                        "the role %s has no \"%s\" in its \"may\", so that its members cannot approve"
                                .formatted(role.name(), Right.APPROVE.word()));
            }
        }
    }

    private static void checkNames(
            @Nullable Place place,
            String kind,
            Collection<String> known,
            UnaryOperator<String> canonical) {
        if (place == null) {
            return;
        }
        for (Place item : place.written()) {
            if (item.tree() instanceof Tree.Value value
                    && !value.text().equals(Selection.WILDCARD)) {
                checkName(item, value.text(), kind, known, canonical);
            }
        }
    }

    private static void checkName(
            Place item,
            String name,
            String kind,
            Collection<String> known,
            UnaryOperator<String> canonical) {
        // What is no name at all has been refused before.
        if (Notations.isName(name) && !known.contains(canonical.apply(name))) {
            item.refuse(Wording.unknown(kind, name, known));
        }
    }
}
