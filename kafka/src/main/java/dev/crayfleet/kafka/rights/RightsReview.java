package dev.crayfleet.kafka.rights;

import dev.crayfleet.contract.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What ACLs allow that {@link RightsTable} does not. What they forbid is not looked at: it takes
 * something away at most. Nor are rights of others to read: they show what the fleet does, and
 * change nothing.
 *
 * @param beyond rights of our users that they do not need
 * @param outsiders rights of others, by which they can ask for tasks, pose as a service, or give
 *     the fleet another file
 */
public record RightsReview(List<Extra> beyond, List<Extra> outsiders) {
    /** Who writes there is believed, and so is who writes to the ledgers of dispatchers. */
    private static final Set<Topics> BELIEVED =
            EnumSet.of(
                    Topics.TASKS,
                    Topics.FLEET,
                    Topics.RUNS,
                    Topics.CLAIMS,
                    Topics.RESULTS,
                    Topics.EVENTS,
                    Topics.DEAD_LETTERS);

    private static final String ANYBODY = "User:*";
    private static final Set<AclOperation> IMPLYING_DESCRIBE =
            EnumSet.of(AclOperation.READ, AclOperation.WRITE, AclOperation.ALTER);

    /**
     * A right that is too much.
     *
     * @param principal who has it
     * @param right in words: {@code may write topic crayfleet.tasks}
     * @param removal arguments of {@code kafka-acls.sh --remove} that take it away
     */
    public record Extra(String principal, String right, String removal) {}

    public RightsReview {
        beyond = List.copyOf(beyond);
        outsiders = List.copyOf(outsiders);
    }

    /** In the order of who has them. */
    public static RightsReview of(Collection<AclBinding> acls, KafkaUsers users) {
        Set<AclBinding> needed =
                Grants.of(users).stream().map(Grants.Grant::binding).collect(Collectors.toSet());
        Set<String> ours = new HashSet<>();
        users.principals().values().forEach(ours::addAll);
        List<Extra> beyond = new ArrayList<>();
        List<Extra> outsiders = new ArrayList<>();
        for (AclBinding each : acls) {
            if (each.entry().permissionType() != AclPermissionType.ALLOW) {
                continue;
            }
            if (!ours.contains(each.entry().principal())) {
                if (givesPower(each)) {
                    outsiders.add(extra(each));
                }
            } else if (!isIn(needed, each)) {
                beyond.add(extra(each));
            }
        }
        return new RightsReview(sorted(beyond), sorted(outsiders));
    }

    private static List<Extra> sorted(List<Extra> all) {
        return all.stream()
                .sorted(Comparator.comparing(Extra::principal).thenComparing(Extra::right))
                .toList();
    }

    /** Whether the table has it, for any machine that it may be used from, or what implies it. */
    private static boolean isIn(Set<AclBinding> needed, AclBinding acl) {
        return needed.contains(fromAnywhere(acl, acl.entry().operation()))
                || acl.entry().operation() == AclOperation.DESCRIBE
                        && IMPLYING_DESCRIBE.stream()
                                .anyMatch(each -> needed.contains(fromAnywhere(acl, each)));
    }

    private static AclBinding fromAnywhere(AclBinding acl, AclOperation operation) {
        return new AclBinding(
                acl.pattern(),
                new AccessControlEntry(
                        acl.entry().principal(), "*", operation, AclPermissionType.ALLOW));
    }

    private static boolean givesPower(AclBinding acl) {
        AclOperation operation = acl.entry().operation();
        boolean isAll = operation == AclOperation.ALL;
        return switch (acl.pattern().resourceType()) {
            case TOPIC -> (isAll || operation == AclOperation.WRITE) && isBelieved(acl.pattern());
            // Who may change rights may give themselves any.
            case CLUSTER -> isAll || operation == AclOperation.ALTER;
            default -> false;
        };
    }

    private static boolean isBelieved(ResourcePattern pattern) {
        return pattern.name().startsWith(RightsTable.DISPATCHERS)
                || pattern.patternType() == PatternType.PREFIXED
                        && RightsTable.DISPATCHERS.startsWith(pattern.name())
                || BELIEVED.stream().anyMatch(each -> matches(pattern, each.topic()));
    }

    private static boolean matches(ResourcePattern pattern, String topic) {
        return pattern.patternType() == PatternType.PREFIXED
                ? topic.startsWith(pattern.name())
                : pattern.name().equals(topic)
                        || pattern.name().equals(ResourcePattern.WILDCARD_RESOURCE);
    }

    private static Extra extra(AclBinding acl) {
        KafkaRight right = new KafkaRight(acl.pattern(), acl.entry().operation(), "");
        String operation =
                acl.entry().operation() == AclOperation.ALL
                        ? "do everything with"
                        : right.operationWord();
        String from = acl.entry().host().equals("*") ? "" : " from " + acl.entry().host();
        return new Extra(
                acl.entry().principal().equals(ANYBODY)
                        ? "everybody who can log in (%s)".formatted(ANYBODY)
                        : acl.entry().principal(),
                "may %s %s%s".formatted(operation, right.resourceInWords(), from),
                removal(acl));
    }

    private static String removal(AclBinding acl) {
        ResourceType type = acl.pattern().resourceType();
        String resource =
                type == ResourceType.CLUSTER
                        ? "--cluster"
                        : "--%s '%s'"
                                .formatted(
                                        type.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                                        acl.pattern().name());
        return "--allow-principal '%s' --allow-host '%s' --operation %s %s%s"
                .formatted(
                        acl.entry().principal(),
                        acl.entry().host(),
                        acl.entry().operation(),
                        resource,
                        acl.pattern().patternType() == PatternType.PREFIXED
                                ? " --resource-pattern-type prefixed"
                                : "");
    }
}
