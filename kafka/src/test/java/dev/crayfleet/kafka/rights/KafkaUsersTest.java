package dev.crayfleet.kafka.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crayfleet.contract.Topics;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaUsersTest {
    @Test
    void everyRoleHasItsUsualUserUnlessOthersAreNamed() {
        KafkaUsers users =
                KafkaUsers.of(List.of("runner=ada", "runner=User:CN=grace,O=navy", "poster= p "));
        assertThat(users.of(KafkaRole.RUNNER)).containsExactly("User:ada", "User:CN=grace,O=navy");
        assertThat(users.of(KafkaRole.POSTER)).containsExactly("User:p");
        assertThat(users.of(KafkaRole.INGEST)).containsExactly("User:crayfleet-ingest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"runer=ada", "runner", "runner=", "runner=*", "runner=a\nb", "=ada"})
    void whatNamesNoUserIsRefused(String assignment) {
        assertThatThrownBy(() -> KafkaUsers.of(List.of(assignment)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** What a runner knows, its agents can know. */
    @Test
    void aRunnerMayFourThingsAndNothingElse() {
        assertThat(RightsTable.of(KafkaRole.RUNNER))
                .extracting(each -> each.operation() + " " + each.resourceInWords())
                .containsExactlyInAnyOrder(
                        "WRITE topic crayfleet.runs",
                        "READ topic crayfleet.claims",
                        "READ topic crayfleet.files",
                        "WRITE topic crayfleet.files");
        assertThat(RightsTable.topics(KafkaRole.RUNNER))
                .containsExactlyInAnyOrder(Topics.RUNS, Topics.CLAIMS, Topics.FILES);
    }

    @ParameterizedTest
    @EnumSource
    void nobodyMayDeleteOrChangeTopics(KafkaRole role) {
        assertThat(RightsTable.of(role))
                .filteredOn(each -> each.resource().resourceType() == ResourceType.TOPIC)
                .extracting(KafkaRight::operation)
                .doesNotContain(
                        AclOperation.ALL,
                        AclOperation.DELETE,
                        AclOperation.ALTER,
                        AclOperation.ALTER_CONFIGS);
    }

    @Test
    void somebodyMayCreateAndReadAndWriteEachTopic() {
        for (Topics topic : Topics.values()) {
            assertThat(
                            Stream.of(KafkaRole.values())
                                    .flatMap(role -> RightsTable.of(role).stream())
                                    .filter(each -> each.resource().name().equals(topic.topic()))
                                    .map(KafkaRight::operation))
                    .as(topic.topic())
                    .contains(AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE);
        }
    }

    @Test
    void eachGrantIsThereOnceAlsoIfOneUserHasTwoRoles() {
        List<Grants.Grant> grants =
                Grants.of(KafkaUsers.of(List.of("ingest=both", "producer=both")));
        assertThat(grants.stream().map(Grants.Grant::binding)).doesNotHaveDuplicates();
    }
}
