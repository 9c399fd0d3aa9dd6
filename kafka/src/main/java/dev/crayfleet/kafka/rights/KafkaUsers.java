package dev.crayfleet.kafka.rights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who the roles are in one Kafka.
 *
 * @param principals as Kafka knows them, {@code User:crayfleet-runner}; one or more for each role
 *     that is there
 */
public record KafkaUsers(Map<KafkaRole, List<String>> principals) {
    private static final int MAX_CHARS = 255;
    private static final Pattern TYPED = Pattern.compile("[A-Za-z]++:.++");
    private static final String USER = "User:";

    public KafkaUsers {
        Map<KafkaRole, List<String>> copy = new EnumMap<>(KafkaRole.class);
        principals.forEach((role, names) -> copy.put(role, List.copyOf(names)));
        principals = copy;
    }

    /**
     * Each role with its usual user, unless others are named.
     *
     * @param assignments {@code runner=alice}, also several of a role
     * @throws IllegalArgumentException with a sentence for people, if one is not understood
     */
    public static KafkaUsers of(List<String> assignments) {
        Map<KafkaRole, List<String>> principals = new EnumMap<>(KafkaRole.class);
        for (String each : assignments) {
            int equals = each.indexOf('=');
            KafkaRole role =
                    KafkaRole.of(equals < 0 ? each : each.substring(0, equals))
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "\"%s\" is no role=user; the roles are %s"
                                                    .formatted(each, words())));
            principals
                    .computeIfAbsent(role, none -> new ArrayList<>())
                    .add(principal(each, equals < 0 ? "" : each.substring(equals + 1).strip()));
        }
        for (KafkaRole each : KafkaRole.values()) {
            principals.putIfAbsent(each, List.of(USER + each.usualUser()));
        }
        return new KafkaUsers(principals);
    }

    private static String principal(String assignment, String user) {
        if (user.isEmpty()
                || user.length() > MAX_CHARS
                || user.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "\"%s\" names no user: write %srunner"
                            .formatted(assignment, assignment.replaceFirst("=.*", "=")));
        }
        String principal = TYPED.matcher(user).matches() ? user : USER + user;
        if (principal.equals(USER + "*")) {
            throw new IllegalArgumentException("* is everybody; name the users one by one");
        }
        return principal;
    }

    private static String words() {
        return Arrays.stream(KafkaRole.values())
                .map(KafkaRole::word)
                .collect(Collectors.joining(", "));
    }

    /** Empty if the role is not there. */
    public List<String> of(KafkaRole role) {
        return principals.getOrDefault(role, List.of());
    }
}
