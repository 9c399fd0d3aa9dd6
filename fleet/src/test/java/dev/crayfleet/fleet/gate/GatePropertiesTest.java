package dev.crayfleet.fleet.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crayfleet.contract.AgentMode;
import dev.crayfleet.contract.Caps;
import dev.crayfleet.contract.TaskOptions;
import dev.crayfleet.fleet.Agent;
import dev.crayfleet.fleet.Fleet;
import dev.crayfleet.fleet.Member;
import dev.crayfleet.fleet.Role;
import dev.crayfleet.fleet.gate.Decision.Allowed;
import dev.crayfleet.fleet.gate.Decision.Refused;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds whatever the fleet file says, whoever asks, and whatever they ask for. */
class GatePropertiesTest {
    private static final int CASES = 10_000;

    private interface Check {
        void of(RandomQuestion question, Decision decision);
    }

    private static void forAll(Check check) {
        for (int seed = 0; seed < CASES; seed++) {
            RandomQuestion question = new RandomQuestion(seed);
            try {
                check.of(question, question.decide());
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed %d: %s: %s".formatted(seed, question.principal, question.action), e);
            }
        }
    }

    @Test
    void everyQuestionHasTheSameAnswerWithItsReason() {
        Set<Class<?>> allowed = new HashSet<>();
        Set<Class<?>> refused = new HashSet<>();
        forAll((question, decision) -> {
            assertThat(question.decide()).isEqualTo(decision);
            assertThat(decision.rule().version()).isEqualTo(question.fleet.version());
            switch (decision) {
                case Allowed yes -> {
                    allowed.add(question.action.getClass());
                    assertThat(yes.rule().paths()).isNotEmpty();
                }
                case Refused no -> {
                    refused.add(question.action.getClass());
                    assertThat(no.reason()).isNotBlank().doesNotContain("PT", "dev.crayfleet", "[");
                }
            }
        });
        Class<?>[] all = Action.class.getPermittedSubclasses();
        List<Class<?>> actions =
                Arrays.stream(all)
                        .filter(each -> each != Action.Task.class && each != Action.Request.class)
                        .toList();
        assertThat(allowed).containsExactlyInAnyOrderElementsOf(actions);
        assertThat(refused).containsExactlyInAnyOrderElementsOf(actions);
    }

    @Test
    void narrowingNeverWidens() {
        forAll((question, decision) -> {
            Action.Request request = question.requested().orElse(null);
            if (request == null || !(decision instanceof Allowed(Terms terms, Rule rule))) {
                return;
            }
            TaskOptions given = request.asked().orElse(request.defaults());
            TaskOptions options = terms.options();
            assertThat(terms.options())
                    .as("what is asked for is given")
                    .isEqualTo(request.asked().orElse(options));
            assertNoWider(options.timeout(), given.timeout());
            assertNoWider(options.retries(), given.retries());
            assertThat(options.priorityOrNormal()).isGreaterThanOrEqualTo(given.priorityOrNormal());
            assertWithin(options, terms.caps());
            AgentMode agents =
                    question.fleet
                            .agent(request.agent().value())
                            .map(Agent::mode)
                            .orElse(AgentMode.FULL);
            assertThat(terms.mode()).isGreaterThanOrEqualTo(agents);
            if (request.mode() != null) {
                assertThat(terms.mode()).isGreaterThanOrEqualTo(request.mode());
            }
            if (question.principal instanceof Principal.Agent agent) {
                assertThat(terms.caps().narrower(agent.caps())).isEqualTo(terms.caps());
            }
        });
    }

    private static <T extends Comparable<T>> void assertNoWider(
            @Nullable T narrowed, @Nullable T given) {
        assertThat(narrowed == null).isEqualTo(given == null);
        if (narrowed != null && given != null) {
            assertThat(narrowed).isLessThanOrEqualTo(given);
        }
    }

    private static void assertWithin(TaskOptions options, Caps caps) {
        if (caps.timeout() != null && options.timeout() != null) {
            assertThat(options.timeout()).isLessThanOrEqualTo(caps.timeout());
        }
        if (caps.retries() != null && options.retries() != null) {
            assertThat(options.retries()).isLessThanOrEqualTo(caps.retries());
        }
        assertThat(caps.allows(options.priorityOrNormal())).isTrue();
    }

    /** Else a default would get somebody what they may not have. */
    @Test
    void whatIsGivenMayBeAskedFor() {
        AtomicInteger byAgents = new AtomicInteger();
        forAll((question, decision) -> {
            Action.Request request = question.requested().orElse(null);
            if (request == null || !(decision instanceof Allowed(Terms terms, Rule rule))) {
                return;
            }
            Action.Request again =
                    new Action.Request(
                            request.agent(),
                            terms.options(),
                            TaskOptions.NONE,
                            terms.mode(),
                            request.promptBytes(),
                            request.filesBytes());
            Action action =
                    question.action instanceof Action.Replay replay
                            ? new Action.Replay(replay.source(), again)
                            : new Action.Submit(again);
            Decision then = Gate.decide(question.fleet, question.principal, action, question.usage);
            assertThat(then).isInstanceOf(Allowed.class);
            assertThat(((Allowed) then).terms().caps()).isEqualTo(terms.caps());
            assertThat(((Allowed) then).terms().approvals()).isEqualTo(terms.approvals());
            byAgents.addAndGet(question.principal instanceof Principal.Agent ? 1 : 0);
        });
        assertThat(byAgents).hasValueGreaterThan(50);
    }

    /** Whoever changes a default without a word, surprises. */
    @Test
    void whatIsNarrowedIsTold() {
        forAll((question, decision) -> {
            Action.Request request = question.requested().orElse(null);
            if (request == null || !(decision instanceof Allowed(Terms terms, Rule rule))) {
                return;
            }
            TaskOptions before =
                    request.asked()
                            .orElse(request.defaults())
                            .orElse(
                                    question.fleet
                                            .agent(request.agent().value())
                                            .map(agent ->
                                                    new TaskOptions(
                                                            agent.model(),
                                                            agent.thinking(),
                                                            null,
                                                            null,
                                                            null))
                                            .orElse(TaskOptions.NONE));
            assertThat(terms.notes().stream().allMatch(each -> each.startsWith("approvals[")))
                    .isEqualTo(before.equals(terms.options()));
        });
    }

    @Test
    void oneRoleMoreTakesNothingAway() {
        forAll((question, decision) -> {
            Fleet more = question.withOneRoleMore().orElse(null);
            if (more == null || !(decision instanceof Allowed(Terms before, Rule rule))) {
                return;
            }
            Decision then = Gate.decide(more, question.principal, question.action, question.usage);
            assertThat(then).isInstanceOf(Allowed.class);
            Terms after = ((Allowed) then).terms();
            boolean sameModel = Objects.equals(before.options().model(), after.options().model());
            if (question.requested().isPresent() && sameModel) {
                assertThat(after.caps().moreGenerous(before.caps())).isEqualTo(after.caps());
                assertThat(after.mode()).isLessThanOrEqualTo(before.mode());
                assertThat(before.approvals()).containsAll(after.approvals());
            }
        });
    }

    @Test
    void whoeverIsNotKnownGetsWhatTheFileSaysOfEverybody() {
        forAll((question, decision) -> {
            assertOnly(
                    question,
                    new Principal.DiscordUser("99", Set.of("98")),
                    new Member.AnyDiscordUser());
            assertOnly(question, new Principal.UnknownKafka(), new Member.UnknownKafka());
            assertOnly(question, new Principal.KafkaKey("new"), new Member.UnknownKafka());
            assertThat(
                            Gate.decide(
                                    question.fleet,
                                    new Principal.Token("new", Set.of("gone")),
                                    question.action,
                                    question.usage))
                    .isInstanceOf(Refused.class);
        });
    }

    /** The same as in a fleet that has no other roles than those for these members. */
    private static void assertOnly(RandomQuestion question, Principal unknown, Member member) {
        Fleet fleet = question.fleet;
        List<Role> theirs =
                fleet.roles().values().stream()
                        .filter(each -> each.members().contains(member))
                        .toList();
        Decision decision = Gate.decide(fleet, unknown, question.action, question.usage);
        if (theirs.isEmpty()) {
            assertThat(decision).isInstanceOf(Refused.class);
            return;
        }
        if (decision instanceof Allowed yes) {
            Decision alone =
                    Gate.decide(
                            Fleet.of(
                                    fleet.version(),
                                    fleet.agents().values(),
                                    theirs,
                                    fleet.approvals()),
                            unknown,
                            question.action,
                            question.usage);
            if (question.action instanceof Action.Approve) {
                // For roles that are gone, others stand in.
                assertThat(alone).isInstanceOf(Allowed.class);
                assertThat(((Allowed) alone).terms().approvals())
                        .containsAll(yes.terms().approvals());
            } else {
                assertThat(alone).isEqualTo(yes);
            }
            Set<String> paths = new TreeSet<>();
            theirs.forEach(each -> paths.add("roles." + each.name()));
            assertThat(yes.rule().paths()).allMatch(paths::contains);
        }
    }

    /** Of tasks that name their model; else both may choose, and not the same. */
    @Test
    void anAgentMayNoMoreThanTheOneItAsksFor() {
        forAll((question, decision) -> {
            boolean namesModel =
                    question.requested().map(each -> each.asked().model() != null).orElse(true);
            if (namesModel
                    && question.principal instanceof Principal.Agent agent
                    && decision instanceof Allowed(Terms terms, Rule rule)) {
                Decision theirs =
                        Gate.decide(
                                question.fleet,
                                agent.onBehalfOf(),
                                question.action,
                                question.usage);
                assertThat(theirs).isInstanceOf(Allowed.class);
                Terms wider = ((Allowed) theirs).terms();
                assertThat(terms.caps().narrower(wider.caps())).isEqualTo(terms.caps());
                assertThat(terms.mode()).isGreaterThanOrEqualTo(wider.mode());
                if (question.action instanceof Action.Approve) {
                    assertThat(wider.approvals()).containsAll(terms.approvals());
                } else {
                    assertThat(terms.approvals()).containsAll(wider.approvals());
                }
            }
        });
    }

    @Test
    void withoutRolesEverybodyMayEverything() {
        forAll((question, decision) -> {
            if (!(question.principal instanceof Principal.Agent)) {
                assertThat(
                                Gate.decide(
                                        Fleet.open(),
                                        question.principal,
                                        question.action,
                                        question.usage))
                        .isInstanceOf(Allowed.class);
            }
        });
    }
}
