package dev.crayfleet.cli.security;

import static dev.crayfleet.cli.security.Severity.NOTE;
import static dev.crayfleet.cli.security.Severity.OPEN;
import static dev.crayfleet.cli.security.Severity.RISKY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.crayfleet.cli.doctor.Inquiry.Outcome;
import dev.crayfleet.cli.security.kafka.FleetTopic;
import dev.crayfleet.cli.security.kafka.KafkaFacts;
import dev.crayfleet.cli.security.kafka.KafkaFacts.Everyone;
import dev.crayfleet.kafka.rights.RightsReview.Extra;
import dev.crayfleet.runner.RunnerExposure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which doors follow from what was seen: each is opened in a fleet in which all are closed. */
class AuditTest {
    private static final Extra EXTRA =
            new Extra(
                    "User:mallory", "may write topic crayfleet.tasks", "--topic 'crayfleet.tasks'");

    /** A change of the hardened fleet, and the doors that it opens, all of them. */
    private record Opening(
            String name, Consumer<Situations> change, Severity severity, List<DoorKind> doors) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Opening opening(
            String name, Consumer<Situations> change, Severity severity, DoorKind... doors) {
        return new Opening(name, change, severity, List.of(doors));
    }

    private static Opening ofFile(
            String name, String before, String after, Severity severity, DoorKind... doors) {
        assertThat(Situations.HARDENED).contains(before);
        return opening(
                name,
                seen -> seen.file = Situations.HARDENED.replace(before, after),
                severity,
                doors);
    }

    private static RunnerExposure exposure(
            List<String> unwalled, boolean areKeysGiven, boolean isLimited) {
        return new RunnerExposure(
                "build-7", List.of("default"), unwalled, null, areKeysGiven, isLimited, isLimited);
    }

    private static RunnerExposure withRunAs(String runAs) {
        return new RunnerExposure(
                "build-7", List.of("default"), List.of(), runAs, false, true, true);
    }

    static Stream<Opening> changes() {
        return Stream.of(fleetFiles(), settings(), machines(), kafkas()).flatMap(each -> each);
    }

    private static Stream<Opening> fleetFiles() {
        String member = "may: [submit, cancel-own]";
        return Stream.of(
                opening("no roles", seen -> seen.file = "{}", OPEN, DoorKind.NO_FLEET_FILE),
                opening(
                        "no file",
                        seen ->
                                seen.topic =
                                        new Outcome.Answered<>(
                                                new FleetTopic(Optional.empty(), 0, seen.tokens)),
                        OPEN,
                        DoorKind.NO_FLEET_FILE),
                ofFile(
                        "strangers in full mode",
                        "mode: restricted\n    limits",
                        "limits",
                        OPEN,
                        DoorKind.STRANGERS_IN_FULL_MODE),
                opening(
                        "strangers in full mode, with all models but one",
                        seen ->
                                seen.file =
                                        Situations.HARDENED
                                                .replace("mode: restricted\n    limits", "limits")
                                                .replace("{agents: auditor}", "{models: dear}"),
                        OPEN,
                        DoorKind.STRANGERS_IN_FULL_MODE),
                ofFile(
                        "unsigned records",
                        "\"token:ci\"], may: submit, mode: restricted",
                        "\"token:ci\", \"kafka:unknown\"], may: submit",
                        OPEN,
                        DoorKind.STRANGERS_IN_FULL_MODE),
                ofFile(
                        "strangers who stop",
                        member,
                        "may: [submit, stop]",
                        OPEN,
                        DoorKind.STRANGERS_WITH_POWER),
                ofFile(
                        "strangers with keys",
                        member,
                        "may: [submit, secrets]",
                        OPEN,
                        DoorKind.SECRETS_ALLOWED),
                ofFile("leads with keys", "stop,", "secrets,", NOTE, DoorKind.SECRETS_ALLOWED),
                ofFile(
                        "own approval",
                        ", not-by-requester: true",
                        "",
                        RISKY,
                        DoorKind.SELF_APPROVAL),
                ofFile(
                        "the role of everyone",
                        "\"discord:1\"",
                        "\"discord-role:77\"",
                        NOTE,
                        DoorKind.EVERYONE_ROLE_IS_NOBODY),
                opening(
                        "a file that is proposed",
                        seen -> seen.proposed = "{}",
                        OPEN,
                        DoorKind.NO_FLEET_FILE));
    }

    private static Stream<Opening> settings() {
        return Stream.of(
                opening("no keys", seen -> seen.ingest.clear(), RISKY, DoorKind.NO_SIGNING_KEYS),
                opening(
                        "keys are not demanded",
                        seen -> seen.ingest.put("CRAYFLEET_SIGNING_REQUIRED", "false"),
                        OPEN,
                        DoorKind.UNSIGNED_TAKEN),
                opening(
                        "keys at a runner",
                        seen -> seen.runner.putAll(seen.ingest),
                        OPEN,
                        DoorKind.SIGNING_KEYS_AT_RUNNER),
                opening(
                        "any bot",
                        seen -> seen.ingest.put("DISCORD_ALLOWED_BOTS", "*"),
                        RISKY,
                        DoorKind.ANY_BOT),
                opening(
                        "approval by setting",
                        seen -> {
                            seen.file =
                                    Situations.HARDENED.replace(
                                            "may: submit", "may: [submit, approve]");
                            seen.ingest.put("CRAYFLEET_DISPATCHER_APPROVAL_POOLS", "ops");
                        },
                        RISKY,
                        DoorKind.SELF_APPROVAL),
                opening(
                        "keys from everybody",
                        seen -> {
                            seen.file = "{}";
                            seen.ingest.put("CRAYFLEET_INGEST_PASTED_SECRETS", "allow");
                        },
                        OPEN,
                        DoorKind.NO_FLEET_FILE,
                        DoorKind.SECRETS_ALLOWED));
    }

    private static Stream<Opening> machines() {
        return Stream.of(
                opening(
                        "a file for all",
                        seen -> seen.permissions = "rw-r--r--",
                        OPEN,
                        DoorKind.FILE_READABLE),
                opening(
                        "a file for the group",
                        seen -> seen.permissions = "rw-r-----",
                        NOTE,
                        DoorKind.FILE_READABLE),
                opening(
                        "a file that the group changes",
                        seen -> seen.permissions = "rw-rw----",
                        RISKY,
                        DoorKind.FILE_READABLE),
                opening(
                        "a file that others change",
                        seen -> seen.permissions = "rw-----w-",
                        OPEN,
                        DoorKind.FILE_READABLE),
                opening(
                        "a file of agents",
                        seen -> seen.owner = "agent",
                        OPEN,
                        DoorKind.FILE_OF_AGENTS),
                opening(
                        "a file of one of the agents' users",
                        seen -> {
                            seen.owner = "agent-3";
                            seen.exposure = withRunAs("agent-*");
                        },
                        OPEN,
                        DoorKind.FILE_OF_AGENTS),
                opening(
                        "no token here",
                        seen -> seen.service("ingest", true, false),
                        RISKY,
                        DoorKind.HTTP_WITHOUT_TOKEN),
                opening(
                        "no token in the network",
                        seen -> seen.service("ingest", true, true),
                        OPEN,
                        DoorKind.HTTP_WITHOUT_TOKEN),
                opening(
                        "no TLS in the network",
                        seen -> seen.service("ingest", false, true),
                        NOTE,
                        DoorKind.HTTP_BEYOND_LOOPBACK),
                opening(
                        "a setting for the network",
                        seen -> seen.runner.put("MICRONAUT_SERVER_HOST", "192.0.2.1"),
                        NOTE,
                        DoorKind.HTTP_BEYOND_LOOPBACK),
                opening(
                        "no token, and nobody to ask",
                        seen -> {
                            seen.services.clear();
                            seen.tokens.clear();
                        },
                        RISKY,
                        DoorKind.HTTP_WITHOUT_TOKEN),
                opening(
                        "a token for ever",
                        seen -> seen.tokens.add(Situations.token("old", null, "ci")),
                        RISKY,
                        DoorKind.TOKEN_WITHOUT_EXPIRY),
                opening(
                        "a token that is over",
                        seen ->
                                seen.tokens.add(
                                        Situations.token(
                                                "old",
                                                Situations.NOW.minus(Duration.ofDays(1)),
                                                "ci")),
                        NOTE,
                        DoorKind.TOKEN_EXPIRED),
                opening(
                        "a token of no role",
                        seen ->
                                seen.tokens.add(
                                        Situations.token(
                                                "old",
                                                Situations.NOW.plus(Duration.ofDays(1)),
                                                "gone")),
                        NOTE,
                        DoorKind.TOKEN_WITHOUT_ROLE),
                opening(
                        "agents are the runner",
                        seen -> seen.exposure = exposure(List.of("default"), false, true),
                        OPEN,
                        DoorKind.AGENTS_ARE_THE_RUNNER),
                opening(
                        "agents have keys",
                        seen -> seen.exposure = exposure(List.of(), true, true),
                        RISKY,
                        DoorKind.KEYS_WITH_AGENTS),
                opening(
                        "agents have no limits",
                        seen -> seen.exposure = exposure(List.of(), false, false),
                        NOTE,
                        DoorKind.NO_LIMITS));
    }

    private static Stream<Opening> kafkas() {
        return Stream.of(
                opening(
                        "Kafka asks nobody",
                        seen -> {
                            seen.kafkaIsAnonymous = true;
                            seen.rights = new KafkaFacts.Rights.Unchecked();
                        },
                        OPEN,
                        DoorKind.KAFKA_ANONYMOUS),
                opening(
                        "Kafka asks nobody here",
                        seen -> {
                            seen.kafkaIsAnonymous = true;
                            seen.kafkaIsBeyondLoopback = false;
                        },
                        RISKY,
                        DoorKind.KAFKA_ANONYMOUS),
                opening(
                        "Kafka checks nothing",
                        seen -> seen.rights = new KafkaFacts.Rights.Unchecked(),
                        OPEN,
                        DoorKind.KAFKA_WITHOUT_RIGHTS),
                opening(
                        "a second listener",
                        seen ->
                                seen.brokers =
                                        new KafkaFacts.Brokers.Seen(
                                                List.of("PLAIN://0.0.0.0:9094"), Everyone.NO),
                        OPEN,
                        DoorKind.KAFKA_OPEN_LISTENER),
                opening(
                        "everyone where there is no ACL",
                        seen -> seen.brokers = new KafkaFacts.Brokers.Seen(List.of(), Everyone.YES),
                        OPEN,
                        DoorKind.KAFKA_ALLOWS_EVERYONE),
                opening(
                        "more than needed",
                        seen ->
                                seen.rights =
                                        new KafkaFacts.Rights.Seen(
                                                Situations.review(List.of(EXTRA), List.of())),
                        RISKY,
                        DoorKind.KAFKA_RIGHTS_BEYOND),
                opening(
                        "somebody else",
                        seen ->
                                seen.rights =
                                        new KafkaFacts.Rights.Seen(
                                                Situations.review(List.of(), List.of(EXTRA))),
                        OPEN,
                        DoorKind.KAFKA_OUTSIDER));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void opensTheseDoorsAndNoOthers(Opening opening) {
        Situations seen = new Situations();
        opening.change().accept(seen);
        Report report = seen.report();
        assertThat(report.doors())
                .extracting(Door::kind)
                .containsExactlyInAnyOrderElementsOf(opening.doors());
        assertThat(report.doors().getFirst().severity()).isEqualTo(opening.severity());
        for (Door each : report.doors()) {
            assertThat(each.meaning())
                    .matches("\\S.*\\.")
                    .doesNotContain("null", "[", "dev.crayfleet");
            assertThat(each.cure()).isNotBlank().doesNotContain("null", "dev.crayfleet");
        }
        assertThat(report.notChecked()).isEmpty();
    }

    @Test
    void aHardenedFleetHasNoDoor() {
        Report report = new Situations().report();
        assertThat(report.doors()).isEmpty();
        assertThat(report.notChecked()).isEmpty();
    }

    @Test
    void onlyUsersWithANumberAreAgentsOfAPattern() {
        for (String other : List.of("agent-", "agent-x", "agent-3x", "agents", "crayfleet")) {
            Situations seen = new Situations();
            seen.owner = other;
            seen.exposure = withRunAs("agent-*");
            assertThat(seen.report().doors()).as(other).isEmpty();
        }
    }

    @Test
    void theGroupThatCanReadAFileIsNamed() {
        Situations seen = new Situations();
        seen.permissions = "rw-r-----";
        assertThat(seen.report().doors())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.meaning()).contains("its group crayfleet-keys can read it");
                    assertThat(each.cure())
                            .startsWith("unless it is the services' own group: chmod g-r /etc/");
                });
    }

    @Test
    void everyDoorIsInTheTable() {
        Set<DoorKind> opened =
                changes().flatMap(each -> each.doors().stream()).collect(Collectors.toSet());
        assertThat(opened).containsExactlyInAnyOrder(DoorKind.values());
    }

    @Test
    void withoutSignaturesAKafkaThatAsksNobodyIsWideOpen() {
        Situations seen = new Situations();
        seen.ingest.clear();
        seen.kafkaIsAnonymous = true;
        seen.rights = new KafkaFacts.Rights.Unchecked();
        assertThat(seen.report().doors())
                .extracting(Door::kind, Door::severity)
                .containsExactlyInAnyOrder(
                        tuple(DoorKind.NO_SIGNING_KEYS, OPEN),
                        tuple(DoorKind.KAFKA_ANONYMOUS, OPEN));
    }

    @Test
    void aTokenInAFileIsOne() {
        Situations seen = new Situations();
        seen.services.clear();
        seen.tokens.clear();
        seen.ingest.put("CRAYFLEET_HTTP_TOKEN_FILE", "/etc/crayfleet/token");
        seen.runner.put("MICRONAUT_SERVER_HOST", "127.0.0.1");
        assertThat(seen.report().doors()).isEmpty();
    }

    @Test
    void whatWasNotSeenIsSaid() {
        Situations seen = new Situations();
        seen.kafka = new Outcome.Failed<>("nothing answers at kafka:9092");
        seen.topic = new Outcome.Late<>(Duration.ofSeconds(8));
        seen.services.put("poster", new Outcome.Failed<>("nothing answers at http://poster"));
        seen.unseenRunners = new Outcome.Answered<>(List.of("runner-1 on build-8"));
        Report report = seen.report();
        assertThat(report.whoMayWhat()).isEmpty();
        assertThat(report.doors()).isEmpty();
        assertThat(report.notChecked())
                .extracting(each -> each.what() + ": " + each.why())
                .containsExactly(
                        "the fleet file: something there does not answer within 8 s",
                        "tokens: something there does not answer within 8 s",
                        "poster: nothing answers at http://poster",
                        "Kafka: nothing answers at kafka:9092",
                        "the agents of runner-1 on build-8: the settings of these runners are not seen from here. Hand them in by --env FILE, or run crayfleet security where they run");
    }

    @Test
    void whatKafkaDoesNotShowIsSaid() {
        Situations seen = new Situations();
        seen.rights = new KafkaFacts.Rights.NotSeen("who asks here may not see its ACLs");
        seen.brokers = new KafkaFacts.Brokers.NotSeen("Kafka does not show them");
        assertThat(seen.report().doors()).isEmpty();
        assertThat(seen.report().notChecked())
                .extracting(NotChecked::what)
                .containsExactly("rights within Kafka", "listeners of Kafka");
        seen.brokers = new KafkaFacts.Brokers.Seen(List.of(), Everyone.HIDDEN);
        assertThat(seen.report().notChecked())
                .extracting(NotChecked::what)
                .containsExactly("rights within Kafka", "allow.everyone.if.no.acl.found");
    }

    @Test
    void aFileOfANewerVersionIsNotTakenForNone() {
        Situations seen = new Situations();
        seen.topic = new Outcome.Answered<>(new FleetTopic(Optional.empty(), 4, List.of()));
        assertThat(seen.report().whoMayWhat()).isEmpty();
        assertThat(seen.report().doors()).isEmpty();
        assertThat(seen.report().notChecked())
                .extracting(NotChecked::why)
                .containsExactly(
                        "version 4 of the fleet file cannot be read by this version of Crayfleet");
    }

    @Test
    void whoMayWhatIsSaidOfEveryRoleAndOfStrangers() {
        WhoMayWhat who = new Situations().report().whoMayWhat().orElseThrow();
        assertThat(who.source()).startsWith("version 3 (");
        assertThat(who.roles())
                .extracting(WhoMayWhat.OfRole::role, WhoMayWhat.OfRole::who)
                .containsExactly(
                        tuple("ci", "the token ci"),
                        tuple("lead", "Discord user 1"),
                        tuple("member", "everybody at Discord"));
        assertThat(who.strangers())
                .extracting(each -> each.who() + " " + each.may())
                .containsExactly(
                        "whoever can write in the Discord task channel may what member may",
                        "whoever has a token for HTTP without a role may nothing",
                        "whoever can write to Kafka may nothing",
                        "whoever has the fleet's own token, or is on its machine where none is demanded may nothing");
        assertThat(who.approvals())
                .containsExactly(
                        "tasks of auditor wait until lead approves them, but not the one who has asked");
    }

    @Test
    void withoutAFileEverybodyIsNamed() {
        Situations seen = new Situations();
        seen.file = "{}";
        assertThat(everybody(seen))
                .startsWith("Everybody may everything, because version 3 (")
                .contains(
                        ": whoever can write in the Discord task channel, whoever has a token (ci, or the fleet's own), and whoever can write to Kafka.")
                .endsWith("crayfleet fleet apply");
        seen.tokens.clear();
        assertThat(everybody(seen)).contains("whoever has the fleet's own token,");
        seen.service("ingest", true, false);
        assertThat(everybody(seen)).contains("whoever a service answers over HTTP,");
        seen.topic = new Outcome.Answered<>(new FleetTopic(Optional.empty(), 0, List.of()));
        assertThat(everybody(seen)).contains("because there is no fleet file:");
    }

    private static String everybody(Situations seen) {
        return seen.report().whoMayWhat().orElseThrow().everybody();
    }

    @Test
    void aRunnerWhoseSettingsAreWrongIsNotJudged() {
        Situations seen = new Situations();
        seen.runners = new Outcome.Failed<>("crayfleet.runner.mode is not understood");
        assertThat(seen.report().doors()).isEmpty();
        assertThat(seen.report().notChecked())
                .containsExactly(
                        new NotChecked(
                                "agents of a runner (runner.env)",
                                "crayfleet.runner.mode is not understood"));
    }
}
