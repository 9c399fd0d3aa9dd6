package dev.crayfleet.fleet.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.Pool;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.RandomFleets;
import dev.crayfleet.fleet.Right;
import dev.crayfleet.fleet.file.FleetReading;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import dev.crayfleet.fleet.words.AccessSentences;
import dev.crayfleet.fleet.yaml.FleetFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That what people are told is what is decided, for fleets and questions of every kind. */
class AccessTest {
    private static final int CASES = 1_000;

    /** Those of the files, and one that no file has. */
    private static final List<String> AGENTS =
            Stream.concat(RandomFleets.AGENTS.stream(), Stream.of("unheard-of")).toList();

    private static final List<String> MODELS =
            Stream.concat(RandomFleets.MODELS.stream(), Stream.of("un/heard-of")).toList();

    private static boolean isAllowed(Fleet fleet, Principal principal, Action action) {
        return Gate.decide(fleet, principal, action, any -> Usage.NONE) instanceof Allowed;
    }

    /** Roles of the file, each alone, and strangers. */
    private static List<Principal> principals(Fleet fleet) {
        List<Principal> all = new ArrayList<>();
        fleet.roles().keySet().forEach(each -> all.add(Access.holder(Set.of(each))));
        for (Stranger each : Stranger.values()) {
            all.add(each.principal());
        }
        return all;
    }

    private interface Check {
        void of(Fleet fleet, Principal principal, Access access);
    }

    private static void forAll(Check check) {
        for (int seed = 0; seed < CASES; seed++) {
            Fleet fleet = new RandomFleets(seed).governed();
            for (Principal each : principals(fleet)) {
                try {
                    check.of(fleet, each, Access.of(fleet, each));
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError("seed %d: %s".formatted(seed, each), e);
                }
            }
        }
    }

    @Test
    void eachRightHoldsWhereTheGateAllowsIt() {
        Set<Boolean> answers = new HashSet<>();
        forAll((fleet, principal, access) -> {
            for (Right right : Right.values()) {
                for (String agent : AGENTS) {
                    boolean isAllowed =
                            isAllowed(
                                    fleet,
                                    principal,
                                    Questions.of(right, new Pool(agent), principal));
                    assertThat(access.may(right, agent))
                            .as("%s for %s", right, agent)
                            .isEqualTo(isAllowed);
                    answers.add(isAllowed);
                }
            }
        });
        assertThat(answers).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void tasksAreRunAsTheGateSays() {
        forAll((fleet, principal, access) -> {
            for (String agent : AGENTS) {
                for (String model : MODELS) {
                    Decision decision =
                            Gate.decide(
                                    fleet,
                                    principal,
                                    new Action.Submit(
                                            Questions.request(
                                                    new Pool(agent),
                                                    new TaskOptions(
                                                            model, null, null, null, null))),
                                    any -> Usage.NONE,
                                    ModelNames.LITERAL);
                    Access.Submission told = access.submissionFor(agent).orElse(null);
                    assertThat(told != null && told.models().includes(model))
                            .as("%s with %s", agent, model)
                            .isEqualTo(decision instanceof Allowed);
                    if (told != null && decision instanceof Allowed(Terms terms, Rule rule)) {
                        assertThat(terms.mode()).isGreaterThanOrEqualTo(told.mode());
                        assertThat(told.caps().moreGenerous(terms.caps())).isEqualTo(told.caps());
                        assertThat(told.waits() && terms.approvals().isEmpty()).isFalse();
                    }
                }
            }
        });
    }

    /** And nothing is told that is not so. */
    @Test
    void aSentenceHasARightIfTheGateAllowsItSomewhere() {
        forAll((fleet, principal, access) -> {
            String sentence = AccessSentences.of(access);
            for (Right right : Right.values()) {
                boolean isAllowed =
                        AGENTS.stream()
                                .anyMatch(agent ->
                                        isAllowed(
                                                fleet,
                                                principal,
                                                Questions.of(right, new Pool(agent), principal)));
                boolean goesWithoutSaying =
                        right.isCoveredBy(
                                Stream.of(Right.values())
                                        .filter(each ->
                                                AGENTS.stream()
                                                        .allMatch(agent -> access.may(each, agent)))
                                        .collect(Collectors.toSet()));
                assertThat(sentence.contains(right.sentence()))
                        .as("%s in: %s", right, sentence)
                        .isEqualTo(isAllowed && !goesWithoutSaying);
            }
            assertThat(sentence.equals("may nothing")).isEqualTo(access.isNothing());
        });
    }

    /** What is said of strangers is which roles they have. */
    @Test
    void whoHasTheSameRolesMayTheSame() {
        forAll((fleet, principal, access) -> {
            Access same = Access.ofRoles(fleet, access.roles());
            if (principal instanceof Principal.UnknownKafka) {
                assertThat(same.submissions()).isEqualTo(access.submissions());
                assertThat(same.rights().keySet()).containsAll(access.rights().keySet());
            } else {
                assertThat(same).isEqualTo(access);
            }
        });
    }

    @Test
    void anApprovalOfOneModelIsNoneOfTheOthers() {
        String file =
                """
                roles:
                  lead: {members: ["discord:1"], may: approve}
                  member: {members: ["discord:*"], may: submit}
                approvals:
                  - {when: {models: dear}, by: lead}
                """;
        assertThat(Access.ofRole(fleet(file), "member").submissionFor("any").orElseThrow().waits())
                .isFalse();
        assertThat(
                        Access.ofRole(
                                        fleet(
                                                file.replace(
                                                        "may: submit",
                                                        "may: submit, models: DEAR")),
                                        "member")
                                .submissionFor("any")
                                .orElseThrow()
                                .waits())
                .isTrue();
    }

    @Test
    void anApprovalThatTheRequesterCanGiveIsFound() {
        String file =
                """
                roles:
                  lead: {members: ["discord:1"], may: approve}
                  member: {members: ["discord:*"], may: submit}
                  other: {members: ["token:a"], may: approve}
                approvals:
                  - {when: {agents: auditor}, by: [lead, other]}
                  - {when: {agents: coder}, by: lead, not-by-requester: true}
                """;
        assertThat(SelfApproval.in(fleet(file)))
                .containsExactly(new SelfApproval(0, "lead", "auditor"));
        assertThat(SelfApproval.in(fleet(file.replace("\"discord:*\"", "\"discord:2\""))))
                .isEmpty();
        assertThat(SelfApproval.in(fleet(file.replace("may: approve", "may: [approve, submit]"))))
                .containsExactly(
                        new SelfApproval(0, "lead", "auditor"),
                        new SelfApproval(0, "other", "auditor"));
    }

    private static Fleet fleet(String yaml) {
        return switch (FleetFile.read(yaml.getBytes(StandardCharsets.UTF_8))) {
            case FleetReading.Valid(Fleet fleet) -> fleet;
            case FleetReading.Invalid invalid -> throw new AssertionError(invalid.problems());
        };
    }
}
