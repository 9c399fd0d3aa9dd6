package dev.crayfleet.cli.security;

import dev.crayfleet.cli.doctor.Inquiry.Outcome;
import dev.crayfleet.cli.security.kafka.FleetTopic;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.FleetVersion;
import dev.crayfleet.fleet.Member;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.gate.Access;
import dev.crayfleet.fleet.gate.Stranger;
import dev.crayfleet.fleet.words.AccessSentences;
import dev.crayfleet.fleet.words.FleetSentences;
import dev.crayfleet.kafka.fleet.TokenRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who may what, in sentences.
 *
 * @param source which file says it
 * @param everybody where everybody may everything: a sentence; empty else
 * @param roles in the order of their names
 * @param strangers what those may whom the file does not name
 * @param approvals what waits for whom, a sentence each
 */
public record WhoMayWhat(
        String source,
        String everybody,
        List<OfRole> roles,
        List<OfStranger> strangers,
        List<String> approvals) {
    private static final String NO_FILE = "no fleet file";

    /**
     * A role.
     *
     * @param members as the file has them
     * @param tokens that were made with it and are valid, by name
     * @param who for people
     * @param may what those may, in a sentence
     */
    public record OfRole(
            String role, List<String> members, List<String> tokens, String who, String may) {}

    /**
     * Those whom the file does not name.
     *
     * @param roles that they have nevertheless
     */
    public record OfStranger(String who, List<String> roles, String may) {}

    public WhoMayWhat {
        roles = List.copyOf(roles);
        strangers = List.copyOf(strangers);
        approvals = List.copyOf(approvals);
    }

    /**
     * @param isProposed whether the file is not applied yet
     * @param topic with the tokens that there are, as far as that is known
     * @param isTokenDemanded whether services answer nobody without one
     */
    static WhoMayWhat of(
            Fleet fleet,
            boolean isProposed,
            Outcome<FleetTopic> topic,
            boolean isTokenDemanded,
            Instant now) {
        List<TokenRecord> tokens =
                topic instanceof Outcome.Answered<FleetTopic>(FleetTopic seen)
                        ? seen.tokens().stream().filter(each -> !each.isExpired(now)).toList()
                        : List.of();
        String source = source(fleet, isProposed);
        if (fleet.isOpen()) {
            String because =
                    source.equals(NO_FILE) ? "there is no fleet file" : source + " gives no roles";
            return new WhoMayWhat(
                    source,
                    everybody(because, tokens, isTokenDemanded),
                    List.of(),
                    List.of(),
                    List.of());
        }
        List<OfRole> roles = new ArrayList<>();
        for (Role each : fleet.roles().values()) {
            List<String> made =
                    tokens.stream()
                            .filter(token -> token.roles().contains(each.name()))
                            .map(TokenRecord::name)
                            .toList();
            roles.add(
                    new OfRole(
                            each.name(),
                            each.members().stream().map(Member::word).toList(),
                            made,
                            who(each, made),
                            AccessSentences.of(Access.ofRole(fleet, each.name()))));
        }
        return new WhoMayWhat(
                source,
                "",
                roles,
                Arrays.stream(Stranger.values()).map(each -> stranger(fleet, each)).toList(),
                FleetSentences.approvals(fleet));
    }

    private static String source(Fleet fleet, boolean isProposed) {
        if (isProposed) {
            return "the file that is not applied yet";
        }
        return fleet.version().equals(FleetVersion.NONE)
                ? NO_FILE
                : "version %s of the fleet file".formatted(fleet.version());
    }

    private static String everybody(
            String because, List<TokenRecord> tokens, boolean isTokenDemanded) {
        String http =
                isTokenDemanded
                        ? "whoever has the fleet's own token"
                        : "whoever a service answers over HTTP";
        if (!tokens.isEmpty()) {
            http =
                    "whoever has a token (%s, or the fleet's own)"
                            .formatted(
                                    tokens.stream()
                                            .map(TokenRecord::name)
                                            .collect(Collectors.joining(", ")));
        }
        return "Everybody may everything, because %s: whoever can write in the Discord task channel, %s, and whoever can write to Kafka. A fleet.yaml with roles changes that: crayfleet fleet apply"
                .formatted(because, http);
    }

    private static String who(Role role, List<String> tokens) {
        if (tokens.isEmpty()) {
            return FleetSentences.members(role);
        }
        String made = "the tokens made with it: " + String.join(", ", tokens);
        return role.members().isEmpty() ? made : FleetSentences.members(role) + ", " + made;
    }

    private static OfStranger stranger(Fleet fleet, Stranger stranger) {
        List<String> roles =
                Access.of(fleet, stranger.principal()).roles().stream().sorted().toList();
        String may = "nothing";
        if (!roles.isEmpty()) {
            may =
                    "what %s may"
                            .formatted(String.join(" and ", roles))
                            .concat(
                                    stranger == Stranger.KAFKA
                                            ? ", but has no tasks of their own, because they cannot be told apart"
                                            : "");
        }
        return new OfStranger(stranger.sentence(), roles, "may " + may);
    }
}
