package dev.crayfleet.cli.security;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Member;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.gate.Access;
import dev.crayfleet.fleet.gate.SelfApproval;
import dev.crayfleet.fleet.gate.Stranger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a fleet file leaves open, by what the gate says. */
final class FleetDoors {
    private static final String APPLY = ", and apply it: crayfleet fleet apply";

    /** Those who come from outside; who is on the machine is somebody's. */
    private static final List<Stranger> OUTSIDE =
            List.of(Stranger.DISCORD, Stranger.TOKEN, Stranger.KAFKA);

    /** About the tasks of others, and the fleet as a whole. */
    private static final Set<Right> POWER =
            EnumSet.of(
                    Right.VIEW_ANY,
                    Right.CANCEL_ANY,
                    Right.REPLAY,
                    Right.APPROVE,
                    Right.PAUSE,
                    Right.STOP,
                    Right.RESUME,
                    Right.DRAIN,
                    Right.DEAD_LETTERS,
                    Right.PURGE);

    private FleetDoors() {}

    static List<Door> of(Fleet fleet, String guildId) {
        if (fleet.isOpen()) {
            return List.of(
                    Door.open(
                            DoorKind.NO_FLEET_FILE,
                            "No roles are given, so everybody who reaches the fleet may do everything with it: submit, see and cancel any task, approve, stop.",
                            "write a fleet.yaml that gives roles (docs/fleet.md)" + APPLY));
        }
        List<Door> doors = new ArrayList<>();
        for (Stranger each : OUTSIDE) {
            doors.addAll(strangers(fleet, each));
        }
        doors.addAll(secrets(fleet));
        for (SelfApproval each : SelfApproval.in(fleet)) {
            doors.add(
                    Door.risky(
                            DoorKind.SELF_APPROVAL,
                            "Whoever has the role %s can approve what they have asked for themselves (%s)."
                                    .formatted(each.role(), tasksOf(each.agent())),
                            "set not-by-requester: true in approvals[%d] of fleet.yaml%s"
                                    .formatted(each.index(), APPLY)));
        }
        doors.addAll(everyoneRole(fleet, guildId));
        return doors;
    }

    private static String tasksOf(String agent) {
        return agent.equals(Access.OTHERS) ? "tasks of any agent" : "tasks of " + agent;
    }

    private static List<Door> strangers(Fleet fleet, Stranger stranger) {
        Access access = Access.of(fleet, stranger.principal());
        String roles = access.roles().stream().sorted().collect(Collectors.joining(", "));
        List<Door> doors = new ArrayList<>();
        String full =
                access.submissions().entrySet().stream()
                        .filter(each -> each.getValue().mode() == AgentMode.FULL)
                        .filter(each -> !each.getValue().waits())
                        .map(Map.Entry::getKey)
                        .map(each -> each.equals(Access.OTHERS) ? "any other agent" : each)
                        .collect(Collectors.joining(", "));
        if (!full.isEmpty()) {
            doors.add(
                    Door.open(
                            DoorKind.STRANGERS_IN_FULL_MODE,
                            "%s has agents work in full mode, with a shell, by the role %s: %s."
                                    .formatted(capital(stranger.sentence()), roles, full),
                            "set mode: restricted in that role of fleet.yaml" + APPLY));
        }
        String power =
                access.rights().keySet().stream()
                        .filter(POWER::contains)
                        .map(Right::sentence)
                        .collect(Collectors.joining(", "));
        if (!power.isEmpty()) {
            doors.add(
                    Door.open(
                            DoorKind.STRANGERS_WITH_POWER,
                            "%s may %s, by the role %s."
                                    .formatted(capital(stranger.sentence()), power, roles),
                            "take these rights out of \"may\" in that role of fleet.yaml" + APPLY));
        }
        if (access.rights().containsKey(Right.SECRETS)) {
            doors.add(
                    Door.open(
                            DoorKind.SECRETS_ALLOWED,
                            "%s may post tasks with keys in them, by the role %s; Kafka keeps them, and agents and whoever sees the task read them."
                                    .formatted(capital(stranger.sentence()), roles),
                            "take secrets out of \"may\" in that role of fleet.yaml" + APPLY));
        }
        return doors;
    }

    /** Of named people, who may know what they do. */
    private static List<Door> secrets(Fleet fleet) {
        Set<String> strangers =
                OUTSIDE.stream()
                        .flatMap(each -> Access.of(fleet, each.principal()).roles().stream())
                        .collect(Collectors.toSet());
        String roles =
                fleet.roles().keySet().stream()
                        .filter(each -> !strangers.contains(each))
                        .filter(each ->
                                Access.ofRole(fleet, each).rights().containsKey(Right.SECRETS))
                        .collect(Collectors.joining(", "));
        return roles.isEmpty()
                ? List.of()
                : List.of(
                        Door.note(
                                DoorKind.SECRETS_ALLOWED,
                                "Whoever has the role %s may post tasks with keys in them; Kafka keeps them, and agents read them."
                                        .formatted(roles),
                                "list the rights of that role instead of \"*\", without secrets, in fleet.yaml"
                                        + APPLY));
    }

    /** Discord does not count it among the roles that somebody has. */
    private static List<Door> everyoneRole(Fleet fleet, String guildId) {
        Member everyone = new Member.DiscordRole(guildId);
        return fleet.roles().values().stream()
                .filter(each -> !guildId.isEmpty() && each.members().contains(everyone))
                .map(Role::name)
                .map(each ->
                        Door.note(
                                DoorKind.EVERYONE_ROLE_IS_NOBODY,
                                "The role %s is meant for @everyone at the Discord server (%s), and is for nobody: Discord does not count that among anybody's roles."
                                        .formatted(each, everyone.word()),
                                "write discord:* for everybody who can write in the task channel, or take it out, in fleet.yaml"
                                        + APPLY))
                .toList();
    }

    private static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
