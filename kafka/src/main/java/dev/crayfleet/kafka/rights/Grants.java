package dev.crayfleet.kafka.rights;

import dev.crayfleet.contract.Deadline;
import dev.crayfleet.kafka.KafkaRefusal;
import dev.crayfleet.kafka.KafkaRequestException;
import dev.crayfleet.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.resource.ResourcePatternFilter;

/** Grants rights in Kafka, as ACLs. */
public final class Grants {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private Grants() {}

    /**
     * What came of it.
     *
     * @param made what was granted now
     * @param before how many were granted before
     * @param others what these users may besides, and need not for us: a sentence each
     */
    public record Outcome(List<Grant> made, int before, List<String> others) {}

    /**
     * A right of one user.
     *
     * @param principal {@code User:crayfleet-runner}
     */
    public record Grant(KafkaRole role, String principal, KafkaRight right) {
        AclBinding binding() {
            return right.grantedTo(principal);
        }
    }

    /** All that these users need, each once. */
    public static List<Grant> of(KafkaUsers users) {
        List<Grant> all = new ArrayList<>();
        Set<AclBinding> known = new LinkedHashSet<>();
        for (KafkaRole role : KafkaRole.values()) {
            for (String principal : users.of(role)) {
                for (KafkaRight right : RightsTable.of(role)) {
                    if (known.add(right.grantedTo(principal))) {
                        all.add(new Grant(role, principal, right));
                    }
                }
            }
        }
        return all;
    }

    /**
     * Grants what is not granted yet. Nothing is taken away.
     *
     * @throws KafkaRequestException with a sentence for people, if Kafka refuses, or does not
     *     answer before the deadline
     */
    public static Outcome apply(
            KafkaSettings settings, String clientId, KafkaUsers users, Deadline deadline)
            throws KafkaRequestException, InterruptedException {
        List<Grant> needed = of(users);
        Admin admin = null;
        try {
            admin = Admin.create(settings.admin(clientId));
            Set<AclBinding> present = present(admin, needed, deadline);
            List<Grant> missing =
                    needed.stream().filter(each -> !present.contains(each.binding())).toList();
            admin.createAcls(missing.stream().map(Grant::binding).toList())
                    .all()
                    .get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            needed.forEach(each -> present.remove(each.binding()));
            return new Outcome(
                    missing,
                    needed.size() - missing.size(),
                    present.stream().map(Grants::sentence).sorted().toList());
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new KafkaRequestException(
                    e.getCause() instanceof SecurityDisabledException
                            ? "Kafka at %s checks no rights: set authorizer.class.name and super.users for its brokers and controllers first"
                                    .formatted(settings.bootstrap())
                            : KafkaRefusal.orElse(
                                    settings,
                                    e,
                                    "Kafka at %s does not grant the rights"
                                            .formatted(settings.bootstrap())),
                    e);
        } finally {
            if (admin != null) {
                admin.close(CLOSE_TIMEOUT);
            }
        }
    }

    private static Set<AclBinding> present(Admin admin, List<Grant> needed, Deadline deadline)
            throws ExecutionException, InterruptedException, TimeoutException {
        Set<AclBinding> present = new LinkedHashSet<>();
        for (String principal :
                new LinkedHashSet<>(needed.stream().map(Grant::principal).toList())) {
            Collection<AclBinding> found =
                    admin.describeAcls(
                                    new AclBindingFilter(
                                            ResourcePatternFilter.ANY,
                                            new AccessControlEntryFilter(
                                                    principal,
                                                    null,
                                                    AclOperation.ANY,
                                                    AclPermissionType.ANY)))
                            .values()
                            .get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            present.addAll(Objects.requireNonNull(found));
        }
        return present;
    }

    private static String sentence(AclBinding other) {
        return "%s: %s %s on %s \"%s\" (%s)%s"
                .formatted(
                        other.entry().principal(),
                        other.entry().permissionType(),
                        other.entry().operation(),
                        other.pattern().resourceType(),
                        other.pattern().name(),
                        other.pattern().patternType(),
                        other.entry().host().equals("*") ? "" : " from " + other.entry().host());
    }
}
