package dev.crayfleet.fleet.words;

import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Member;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Who may what in a fleet, for people. */
public final class FleetSentences {
    /** Without somebody who may them, a fleet gets into a state that nobody ends. */
    private static final List<Right> NEEDED = List.of(Right.SUBMIT, Right.STOP, Right.RESUME);

    private FleetSentences() {}

    /** All of it, a line each, those that belong to another indented. */
    public static List<String> of(Fleet fleet) {
        List<String> lines = new ArrayList<>();
        lines.add("Roles");
        if (fleet.isOpen()) {
            lines.add("  none is named, so everybody may everything");
        }
        fleet.roles().values().forEach(each -> lines.addAll(of(each)));
        if (!fleet.approvals().isEmpty()) {
            lines.add("Approvals");
            approvals(fleet).forEach(each -> lines.add("  " + each));
        }
        if (!fleet.agents().isEmpty()) {
            lines.add("Agents");
        }
        fleet.agents()
                .values()
                .forEach(agent -> {
                    lines.add("  " + agent.name());
                    Aspects.said(agent)
                            .forEach((what, value) -> lines.add("    " + what + ": " + value));
                });
        return lines;
    }

    /** What may not be meant, a sentence each. */
    public static List<String> remarks(Fleet fleet) {
        if (fleet.isOpen()) {
            return List.of();
        }
        List<String> remarks = new ArrayList<>();
        for (Right right : NEEDED) {
            if (fleet.roles().values().stream().noneMatch(role -> role.may().contains(right))) {
                remarks.add("nobody may %s".formatted(right.sentence()));
            }
        }
        if (fleet.roles().values().stream()
                .noneMatch(role -> role.members().contains(new Member.Local()))) {
            remarks.add(
                    "no role has the member \"local\": on this machine, too, nothing is done without a token");
        }
        for (Role role : fleet.roles().values()) {
            if (role.members().isEmpty()) {
                remarks.add(
                        "the role %s has no members: only tokens that are made with it have it"
                                .formatted(role.name()));
            }
        }
        return remarks;
    }

    static List<String> of(Role role) {
        List<String> lines = new ArrayList<>();
        lines.add("  %s: %s".formatted(role.name(), members(role)));
        lines.add(
                "    may "
                        + role.may().stream()
                                .filter(each -> !each.isCoveredBy(role.may()))
                                .map(Right::sentence)
                                .collect(Collectors.joining(", ")));
        Aspects.limits(role).forEach((what, value) -> lines.add("    " + what + ": " + value));
        return lines;
    }

    /** What waits for whom, a sentence each. */
    public static List<String> approvals(Fleet fleet) {
        return fleet.approvals().stream().map(Aspects::sentence).toList();
    }

    /** Whom a role is for. */
    public static String members(Role role) {
        return role.members().isEmpty()
                ? "tokens that are made with it"
                : role.members().stream().map(Member::sentence).collect(Collectors.joining(", "));
    }
}
