package dev.crayfleet.kafka.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.crayfleet.kafka.rights.RightsReview.Extra;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RightsReviewTest {
    private static final KafkaUsers USERS = KafkaUsers.of(List.of());

    /** All that the table grants, and one more. */
    private static RightsReview with(AclBinding... more) {
        List<AclBinding> acls =
                new ArrayList<>(Grants.of(USERS).stream().map(Grants.Grant::binding).toList());
        acls.addAll(List.of(more));
        return RightsReview.of(acls, USERS);
    }

    private static AclBinding acl(
            String principal,
            ResourceType type,
            String name,
            PatternType pattern,
            AclOperation operation,
            AclPermissionType permission) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry(principal, "*", operation, permission));
    }

    private static AclBinding topic(String principal, String name, AclOperation operation) {
        return acl(
                principal,
                ResourceType.TOPIC,
                name,
                PatternType.LITERAL,
                operation,
                AclPermissionType.ALLOW);
    }

    @Test
    void whatTheTableGrantsIsNotTooMuch() {
        RightsReview review = with();
        assertThat(review.beyond()).isEmpty();
        assertThat(review.outsiders()).isEmpty();
    }

    @Test
    void whatOneOfOursMayBesidesIsTold() {
        RightsReview review =
                with(topic("User:crayfleet-runner", "crayfleet.tasks", AclOperation.WRITE));
        assertThat(review.beyond())
                .containsExactly(
                        new Extra(
                                "User:crayfleet-runner",
                                "may write topic crayfleet.tasks",
                                "--allow-principal 'User:crayfleet-runner' --allow-host '*' --operation WRITE --topic 'crayfleet.tasks'"));
        assertThat(review.outsiders()).isEmpty();
        assertThat(
                        with(topic(
                                        "User:crayfleet-runner",
                                        "crayfleet.runs",
                                        AclOperation.DESCRIBE))
                                .beyond())
                .as("WRITE has DESCRIBE in it")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TOPIC, crayfleet.tasks, LITERAL, WRITE, true",
        "TOPIC, crayfleet.fleet, LITERAL, ALL, true",
        "TOPIC, crayfleet., PREFIXED, WRITE, true",
        "TOPIC, *, LITERAL, WRITE, true",
        "TOPIC, crayfleet.events, LITERAL, WRITE, true",
        "TOPIC, crayfleet.dead-letters, LITERAL, WRITE, true",
        "TOPIC, crayfleet-dispatcher-ledger-changelog, LITERAL, WRITE, true",
        "TOPIC, crayfleet-dispatcher-l, PREFIXED, ALL, true",
        "TOPIC, crayfleet-, PREFIXED, WRITE, true",
        "TOPIC, crayfleet-, LITERAL, WRITE, false",
        "TOPIC, crayfleet-dispatcher-ledger-changelog, LITERAL, READ, false",
        "CLUSTER, kafka-cluster, LITERAL, ALTER, true",
        "TOPIC, crayfleet.results, LITERAL, READ, false",
        "TOPIC, crayfleet.files, LITERAL, WRITE, false",
        "TOPIC, crayfleet.tasks-of-others, LITERAL, WRITE, false",
        "TOPIC, other., PREFIXED, WRITE, false",
        "CLUSTER, kafka-cluster, LITERAL, DESCRIBE, false",
        "GROUP, *, LITERAL, READ, false"
    })
    void othersAreToldWhereTheyWouldBeBelieved(
            ResourceType type,
            String name,
            PatternType pattern,
            AclOperation operation,
            boolean isTold) {
        for (String principal : List.of("User:mallory", "User:*")) {
            RightsReview review =
                    with(acl(principal, type, name, pattern, operation, AclPermissionType.ALLOW));
            assertThat(review.outsiders()).hasSize(isTold ? 1 : 0);
            assertThat(review.beyond()).isEmpty();
            assertThat(
                            with(acl(
                                            principal,
                                            type,
                                            name,
                                            pattern,
                                            operation,
                                            AclPermissionType.DENY))
                                    .outsiders())
                    .isEmpty();
        }
    }

    @Test
    void aProgramThatWasNamedIsNoOutsider() {
        AclBinding theirs = topic("User:mallory", "crayfleet.tasks", AclOperation.WRITE);
        RightsReview review =
                RightsReview.of(List.of(theirs), KafkaUsers.of(List.of("producer=mallory")));
        assertThat(review.outsiders()).isEmpty();
        assertThat(review.beyond()).isEmpty();
    }

    @Test
    void thoseOfTheClusterAndOfPrefixesCanBeRemoved() {
        assertThat(
                        with(
                                        acl(
                                                "User:*",
                                                ResourceType.CLUSTER,
                                                Resource.CLUSTER_NAME,
                                                PatternType.LITERAL,
                                                AclOperation.ALL,
                                                AclPermissionType.ALLOW),
                                        acl(
                                                "User:m",
                                                ResourceType.TOPIC,
                                                "cray",
                                                PatternType.PREFIXED,
                                                AclOperation.ALL,
                                                AclPermissionType.ALLOW))
                                .outsiders())
                .extracting(Extra::right, Extra::removal)
                .containsExactlyInAnyOrder(
                        tuple(
                                "may do everything with cluster",
                                "--allow-principal 'User:*' --allow-host '*' --operation ALL --cluster"),
                        tuple(
                                "may do everything with topic cray*",
                                "--allow-principal 'User:m' --allow-host '*' --operation ALL --topic 'cray' --resource-pattern-type prefixed"));
    }
}
