package dev.crayfleet.cli.security;

import dev.crayfleet.contract.ReadableTimes;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.gate.Access;
import dev.crayfleet.fleet.gate.Principal;
import dev.crayfleet.kafka.fleet.TokenRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What is the matter with the tokens for HTTP that are on the fleet topic. */
final class TokenDoors {
    private TokenDoors() {}

    /**
     * @param fleet that decides; open where it is not known
     */
    static List<Door> of(List<TokenRecord> tokens, Fleet fleet, Instant now) {
        List<Door> doors = new ArrayList<>();
        List<TokenRecord> alive = tokens.stream().filter(each -> !each.isExpired(now)).toList();
        List<TokenRecord> endless =
                alive.stream().filter(each -> each.expiresAt() == null).toList();
        if (!endless.isEmpty()) {
            doors.add(
                    Door.risky(
                            DoorKind.TOKEN_WITHOUT_EXPIRY,
                            "%s for ever: whoever finds it, in a backup or a log, can use it."
                                    .formatted(
                                            endless.size() == 1
                                                    ? "The token %s is valid"
                                                            .formatted(names(endless))
                                                    : "The tokens %s are valid"
                                                            .formatted(names(endless))),
                            "crayfleet token revoke NAME; crayfleet token create NAME --expires 90d"));
        }
        for (TokenRecord each : tokens) {
            if (each.isExpired(now)) {
                doors.add(
                        Door.note(
                                DoorKind.TOKEN_EXPIRED,
                                "The token %s expired %s, and is still listed; as long as there is any, nobody is answered without."
                                        .formatted(
                                                each.name(),
                                                ReadableTimes.ago(
                                                        Objects.requireNonNull(each.expiresAt()),
                                                        now)),
                                "crayfleet token revoke " + each.name()));
            }
        }
        if (!fleet.isOpen()) {
            alive.forEach(each -> doors.addAll(role(each, fleet)));
        }
        return doors;
    }

    private static List<Door> role(TokenRecord token, Fleet fleet) {
        Access access =
                Access.of(fleet, new Principal.Token(token.name(), Set.copyOf(token.roles())));
        List<String> unknown =
                token.roles().stream().filter(each -> !fleet.roles().containsKey(each)).toList();
        if (unknown.isEmpty() && !access.isNothing()) {
            return List.of();
        }
        String roles =
                unknown.isEmpty()
                        ? "has no role in the fleet file"
                        : "was made with %s, which the fleet file does not know"
                                .formatted(String.join(", ", unknown));
        return List.of(
                Door.note(
                        DoorKind.TOKEN_WITHOUT_ROLE,
                        "The token %s %s%s. Who adds such a role later gives it to this token."
                                .formatted(
                                        token.name(),
                                        roles,
                                        access.isNothing() ? ", and may nothing" : ""),
                        "crayfleet token revoke %s, or name token:%s as a member of a role in fleet.yaml"
                                .formatted(token.name(), token.name())));
    }

    private static String names(List<TokenRecord> tokens) {
        return tokens.stream().map(TokenRecord::name).collect(Collectors.joining(", "));
    }
}
