package dev.crayfleet.fleet.gate;

import dev.crayfleet.fleet.Member;
import dev.crayfleet.fleet.Role;

/** Whom a role is for. */
final class Membership {
    private Membership() {}

    static boolean isFor(Role role, Principal principal) {
        return principal instanceof Principal.Token token && token.roles().contains(role.name())
                || role.members().stream().anyMatch(each -> isMeant(each, principal));
    }

    private static boolean isMeant(Member member, Principal principal) {
        return switch (member) {
            case Member.DiscordUser user ->
                    principal instanceof Principal.DiscordUser asker
                            && asker.userId().equals(user.id());
            case Member.DiscordRole role ->
                    principal instanceof Principal.DiscordUser asker
                            && asker.roleIds().contains(role.id());
            case Member.AnyDiscordUser any -> principal instanceof Principal.DiscordUser;
            case Member.Token token ->
                    principal instanceof Principal.Token asker && asker.name().equals(token.name());
            case Member.KafkaKey key ->
                    principal instanceof Principal.KafkaKey asker && asker.keyId().equals(key.id());
            // Who signs could leave it, so that signing must not take anything away.
            case Member.UnknownKafka any ->
                    principal instanceof Principal.UnknownKafka
                            || principal instanceof Principal.KafkaKey;
            case Member.Agent agent ->
                    principal instanceof Principal.Agent asker && asker.name().equals(agent.name());
            case Member.Local local -> principal instanceof Principal.Local;
        };
    }
}
