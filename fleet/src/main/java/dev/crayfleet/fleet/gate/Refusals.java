package dev.crayfleet.fleet.gate;

import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.gate.Decision.Refused;
import java.util.List;
import java.util.stream.Collectors;

/** Refusals that more than one action can meet. */
final class Refusals {
    private Refusals() {}

    static Refused noRole(Principal principal, Grants grants) {
        return new Refused(noRole(principal), grants.rule());
    }

    private static String noRole(Principal principal) {
        return switch (principal) {
            case Principal.UnknownKafka any ->
                    "records that nobody has signed are not taken here; whoever keeps the fleet file can name kafka:unknown in a role";
            case Principal.DiscordUser user -> nameable(user);
            case Principal.Token token -> nameable(token);
            case Principal.KafkaKey key -> nameable(key);
            case Principal.Local local -> nameable(local);
            case Principal.Agent agent -> nameable(agent);
        };
    }

    private static String nameable(Principal principal) {
        return "no role is for you; whoever keeps the fleet file can name %s in one"
                .formatted(principal.id());
    }

    /** None of what is granted gives the right. */
    static Refused lacks(Fleet fleet, Grants grants, Right right) {
        String others =
                fleet.roles().values().stream()
                        .filter(each -> each.may().contains(right) || right.isCoveredBy(each.may()))
                        .map(each -> each.name())
                        .collect(Collectors.joining(", "));
        return new Refused(
                "to %s is not allowed by %s; it is by %s"
                        .formatted(
                                right.sentence(),
                                grants.label(),
                                others.isEmpty() ? "no role" : "these roles: " + others),
                grants.rule(".may"));
    }

    static Refused notOnAgent(Grants holders, String agent) {
        return new Refused(
                "tasks of %s are allowed by %s, not of %s"
                        .formatted(names(holders.agents().words()), holders.label(), agent),
                holders.rule(".agents"));
    }

    private static String names(List<String> words) {
        return words.isEmpty() ? "no agent" : String.join(", ", words);
    }
}
