package dev.crayfleet.fleet.file;

import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.Approval;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.fleet.Role;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the fleet file, and finds all that is wrong with it in one go. */
public final class FleetParser {
    static final int MAX_AGENTS = 500;
    static final int MAX_ROLES = 100;
    static final int MAX_APPROVALS = 100;

    static final List<String> KEYS = List.of("agents", "roles", "approvals");

    /** A file that says them must not be believed to hold: somebody relies on a budget. */
    private static final Map<String, String> LATER =
            Map.of(
                    "budgets", later("budgets", "nothing would hold them"),
                    "schedules", later("schedules", "nothing would start at its time"),
                    "workflows", later("workflows", "nothing would run them"));

    /**
     * An agent, a role or an approval with the place where it is written, for checking what it
     * refers to.
     *
     * @param value null where something of it is wrong; others may still refer to it
     */
    record Written<T>(@Nullable T value, Place place) {}

    private final Problems problems = new Problems();
    private final Place root;

    private FleetParser(Tree tree) {
        root = new Place(tree, "", problems);
    }

    private static String later(String key, String because) {
        return "this version of Crayfleet does not know %s yet: %s. Leave them out for now"
                .formatted(key, because);
    }

    public static FleetReading parse(Tree tree) {
        return new FleetParser(tree).parse();
    }

    private FleetReading parse() {
        Section section = Section.of(root, KEYS, LATER);
        if (section == null) {
            return problems.toInvalid();
        }
        Map<String, Written<Agent>> agents =
                section.read(
                        "agents",
                        each ->
                                NamedEntries.read(
                                        each,
                                        "agent",
                                        MAX_AGENTS,
                                        AgentParser::name,
                                        AgentParser::read),
                        Map.of());
        Map<String, Written<Role>> roles =
                section.read(
                        "roles",
                        each ->
                                NamedEntries.read(
                                        each, "role", MAX_ROLES, Notations::name, RoleParser::read),
                        Map.of());
        refuseNoRoles(section.get("roles"));
        List<Written<Approval>> approvals = section.read("approvals", this::approvals, List.of());
        new References(agents, roles).check(approvals);
        if (!problems.isEmpty()) {
            return problems.toInvalid();
        }
        Fleet fleet =
                Fleet.of(
                        FleetVersion.NONE,
                        values(agents.values()),
                        values(roles.values()),
                        values(approvals));
        return new FleetReading.Valid(
                fleet.withVersion(new FleetVersion(0, FleetJson.sha256(fleet))));
    }

    private static <T> List<T> values(Collection<Written<T>> all) {
        return all.stream().map(Written::value).filter(Objects::nonNull).toList();
    }

    /** Without roles everybody may everything, which nobody means who has written the word. */
    private void refuseNoRoles(@Nullable Place roles) {
        if (roles != null
                && (roles.isNothing()
                        || roles.tree() instanceof Tree.Fields some && some.fields().isEmpty())) {
            roles.refuse(
                    "no role is named; leave \"roles\" out if everybody may everything, else name one");
        }
    }

    private List<Written<Approval>> approvals(Place place) {
        if (place.isNothing()) {
            return List.of();
        }
        if (!(place.tree() instanceof Tree.Items list)) {
            place.refuse("a list is expected, of which each item begins with -");
            return List.of();
        }
        if (list.items().size() > MAX_APPROVALS) {
            place.refuse(
                    "%,d approvals are too many; at most %,d are allowed"
                            .formatted(list.items().size(), MAX_APPROVALS));
            return List.of();
        }
        return place.items().stream()
                .map(item -> new Written<>(ApprovalParser.read(item), item))
                .toList();
    }
}
