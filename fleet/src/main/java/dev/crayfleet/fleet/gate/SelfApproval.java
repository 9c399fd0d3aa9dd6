package dev.crayfleet.fleet.gate;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.Approval;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Member;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An approval that the one who has asked for the task can give.
 *
 * @param index of the approval in the file, from 0
 * @param role by which it is given
 * @param agent of a task with which it is so; {@link Access#OTHERS} where it is not named
 */
public record SelfApproval(int index, String role, String agent) {

    /** One for each approval and role at most. The gate is asked about tasks of every agent. */
    public static List<SelfApproval> in(Fleet fleet) {
        List<SelfApproval> found = new ArrayList<>();
        for (int i = 0; i < fleet.approvals().size(); i++) {
            Approval approval = fleet.approvals().get(i);
            for (String role : approval.by()) {
                given(fleet, i, role).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<SelfApproval> given(Fleet fleet, int index, String role) {
        Principal approver = Access.holder(rolesOfAHolder(fleet, role));
        NamedThings named = NamedThings.in(fleet);
        Rule demanding = Rule.of(fleet.version(), "approvals[%d]".formatted(index));
        for (Pool agent : named.agents()) {
            for (String model : named.models()) {
                if (givesOwn(fleet, approver, agent, model, demanding)) {
                    return Optional.of(new SelfApproval(index, role, named.wordFor(agent)));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean givesOwn(
            Fleet fleet, Principal approver, Pool agent, String model, Rule demanding) {
        Action submit =
                new Action.Submit(
                        Questions.request(agent, new TaskOptions(model, null, null, null, null)));
        if (!(decide(fleet, approver, submit) instanceof Allowed(Terms terms, Rule rule))) {
            return false;
        }
        List<ApprovalNeed> needs =
                terms.approvals().stream().filter(each -> each.rule().equals(demanding)).toList();
        return !needs.isEmpty()
                && decide(
                                fleet,
                                approver,
                                new Action.Approve(new Action.Task(agent, approver), needs))
                        instanceof Allowed;
    }

    private static Decision decide(Fleet fleet, Principal principal, Action action) {
        return Gate.decide(fleet, principal, action, any -> Usage.NONE);
    }

    /** The role, and what everybody has who comes by the same ways. */
    private static Set<String> rolesOfAHolder(Fleet fleet, String name) {
        Set<String> roles = new HashSet<>(Set.of(name));
        Role role = fleet.roles().get(name);
        for (Member each : role == null ? List.<Member>of() : role.members()) {
            Stranger stranger =
                    switch (each) {
                        case Member.DiscordUser user -> Stranger.DISCORD;
                        case Member.DiscordRole discordRole -> Stranger.DISCORD;
                        case Member.AnyDiscordUser any -> Stranger.DISCORD;
                        case Member.KafkaKey key -> Stranger.KAFKA;
                        case Member.UnknownKafka any -> Stranger.KAFKA;
                        case Member.Local local -> Stranger.LOCAL;
                        case Member.Token token -> Stranger.TOKEN;
                        case Member.Agent agent -> Stranger.TOKEN;
                    };
            roles.addAll(Grants.of(fleet, stranger.principal()).roleNames());
        }
        return roles;
    }
}
